package io.leader.sample.sidecar;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The HTTP server of the sidecar. Uses the JDK's server and responds before the
 * application context is created, because with a fifth of a CPU, creating the context
 * takes longer than a liveness probe waits.
 */
public final class SidecarServer implements ApplicationListener<SpringApplicationEvent>, AutoCloseable {

	/**
	 * The maximum number of threads. A client that hangs while sending a request occupies
	 * one of them.
	 */
	private static final int THREADS = 16;

	private static final long IDLE_SECONDS = 10;

	private static final Logger logger = LoggerFactory.getLogger(SidecarServer.class);

	static {
		// The number of seconds after which a slow client is disconnected.
		System.setProperty("sun.net.httpserver.maxReqTime", "10");
		System.setProperty("sun.net.httpserver.maxRspTime", "10");
	}

	private volatile SidecarResponses responses = new SidecarResponses(() -> null, (path) -> null);

	private @Nullable HttpServer server;

	private @Nullable ExecutorService threads;

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationEnvironmentPreparedEvent prepared
				&& prepared.getEnvironment().acceptsProfiles(Profiles.of("sidecar"))) {
			start(prepared.getEnvironment());
		}
		else if (event instanceof ApplicationContextInitializedEvent initialized) {
			initialized.getApplicationContext().getBeanFactory().registerSingleton("sidecarServer", this);
		}
		else if (event instanceof ApplicationFailedEvent) {
			close();
		}
	}

	private void start(Environment environment) {
		String host = environment.getProperty("server.address", "");
		int port = environment.getProperty("server.port", Integer.class, 4040);
		InetSocketAddress address = host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
		ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), daemons());
		// Idle threads end, since a probe every few seconds needs only one.
		pool.allowCoreThreadTimeOut(true);
		this.threads = pool;
		try {
			HttpServer created = HttpServer.create(address, 0);
			this.server = created;
			created.setExecutor(pool);
			created.createContext("/", this::handle);
			created.start();
			logger.info("Sidecar listening on port {}", port());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The sidecar cannot listen on %s: %s".formatted(address, ex.getMessage()),
					ex);
		}
	}

	private static CustomizableThreadFactory daemons() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("sidecar-http-");
		factory.setDaemon(true);
		return factory;
	}

	/**
	 * Returns the port that the server listens on, or -1 if it has not been started.
	 */
	int port() {
		return (this.server != null) ? this.server.getAddress().getPort() : -1;
	}

	/**
	 * Sets the responses to use from now on.
	 */
	void respondWith(SidecarResponses now) {
		this.responses = now;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			SidecarResponse response = this.responses.respond(exchange.getRequestMethod(),
					exchange.getRequestURI().getPath());
			byte[] body = response.bytes();
			exchange.getResponseHeaders().set("Content-Type", response.type());
			if (exchange.getRequestMethod().equals("HEAD")) {
				exchange.sendResponseHeaders(response.status(), -1);
				return;
			}
			exchange.sendResponseHeaders(response.status(), body.length);
			try (OutputStream out = exchange.getResponseBody()) {
				out.write(body);
			}
		}
	}

	@Override
	public void close() {
		if (this.server != null) {
			this.server.stop(0);
		}
		if (this.threads != null) {
			this.threads.shutdown();
		}
	}

}
