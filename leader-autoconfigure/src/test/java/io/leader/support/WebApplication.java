package io.leader.support;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A web application on a free port, and a client for it. Each request uses a separate
 * connection, since Reactor Netty 1.3.6 can stop reading from a connection that is kept
 * alive (<a href=
 * "https://github.com/reactor/reactor-netty/issues/4361">reactor-netty#4361</a>).
 */
public final class WebApplication implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ConfigurableApplicationContext context;

	public WebApplication(WebApplicationType type, Class<?> configuration, String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "spring.main.banner-mode=off"));
		all.addAll(List.of(properties));
		this.context = new SpringApplicationBuilder(configuration).web(type)
			.properties(all.toArray(String[]::new))
			.run();
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	public HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder().GET(), path);
	}

	public HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder()
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)), path);
	}

	public HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder().DELETE(), path);
	}

	private HttpResponse<String> send(HttpRequest.Builder request, String path)
			throws IOException, InterruptedException {
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		return client.send(request.uri(URI.create("http://127.0.0.1:" + port + path)).timeout(TIMEOUT).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.context.close();
	}

}
