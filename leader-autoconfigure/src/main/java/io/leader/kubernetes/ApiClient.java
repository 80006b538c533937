package io.leader.kubernetes;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.lock.LockException;

/**
 * The HTTP clients of a connection to the API server: one for calls, and one for watches.
 * They are opened on demand and closed when the connection is suspended. The client for
 * calls is replaced when it has more connections than it needs.
 * <p>
 * The JDK's client cycles through its idle connections. Therefore, a pool that has grown
 * because hundreds of elections started or the server was slow stays large while the
 * client is busy. The new client is built before it replaces the old one, which is closed
 * when its calls have ended. Watches have a separate client, since they would otherwise
 * keep the old one open, with all of its connections, for up to an hour.
 * <p>
 * Thread-safe.
 */
final class ApiClient implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ApiClient.class);

	private final Config config;

	private final LongSupplier nanoTime;

	private final OnDemand calls = new OnDemand();

	private final OnDemand watches = new OnDemand();

	private final Set<Open> replaced = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean replacing = new AtomicBoolean();

	private boolean closed;

	/**
	 * The use of a client by a call. The client is the one that was current when the call
	 * began.
	 */
	final class Use implements AutoCloseable {

		private final Open client;

		private final AtomicBoolean ended = new AtomicBoolean();

		private Use(Open client) {
			this.client = client;
		}

		HttpClient http() {
			return this.client.http;
		}

		/**
		 * Ends the use. Has no effect if the use has already ended.
		 */
		@Override
		public void close() {
			if (!this.ended.compareAndSet(false, true)) {
				return;
			}
			boolean replaceable = this.client.calls.end(ApiClient.this.nanoTime.getAsLong());
			if (this.client.end()) {
				// Close the client on another thread, since this thread may belong to it.
				inBackground(() -> closeReplaced(this.client));
			}
			else if (replaceable && this.client.equals(ApiClient.this.calls.open)
					&& ApiClient.this.replacing.compareAndSet(false, true)
					&& !inBackground(() -> replace(this.client))) {
				keep(this.client);
			}
		}

	}

	private static final class Open {

		private final HttpClient http;

		private final CloseableHttpClientFactory factory;

		private final CallsInProgress calls = new CallsInProgress();

		private int uses;

		private boolean retired;

		Open(HttpClient http, CloseableHttpClientFactory factory) {
			this.http = http;
			this.factory = factory;
		}

		synchronized boolean begin() {
			if (this.retired) {
				return false;
			}
			this.uses++;
			return true;
		}

		/**
		 * Ends a use, and returns whether the client is retired and unused.
		 */
		synchronized boolean end() {
			this.uses--;
			return this.retired && this.uses == 0;
		}

		/**
		 * Prevents further uses, and returns whether none is in progress.
		 */
		synchronized boolean retire() {
			this.retired = true;
			return this.uses == 0;
		}

		void close() {
			this.factory.close();
			this.http.close();
		}

	}

	/** A client that is opened when it is first needed. */
	private final class OnDemand {

		private volatile @Nullable Open open;

		Open get() {
			Open current = this.open;
			return (current != null) ? current : open();
		}

		private Open open() {
			synchronized (ApiClient.this) {
				Open current = this.open;
				if (current == null) {
					if (ApiClient.this.closed) {
						throw new LockException(LockException.Kind.FAILED,
								"The connection to the API server is closed.", null);
					}
					current = build();
					this.open = current;
				}
				return current;
			}
		}

		void close() {
			Open current = this.open;
			if (current != null) {
				current.close();
			}
		}

	}

	ApiClient(Config config, LongSupplier nanoTime) {
		this.config = config;
		this.nanoTime = nanoTime;
	}

	/**
	 * Returns the number of clients for calls: the current one, if any, and those that
	 * have been replaced but not closed yet.
	 */
	synchronized int clients() {
		return this.replaced.size() + ((this.calls.open != null) ? 1 : 0);
	}

	/**
	 * Returns the current client for calls, for building requests.
	 */
	HttpClient http() {
		return this.calls.get().http;
	}

	/**
	 * Returns the client for watches.
	 */
	HttpClient watches() {
		return this.watches.get().http;
	}

	Use call() {
		Open client = begin();
		client.calls.begin(this.nanoTime.getAsLong());
		return new Use(client);
	}

	private Open begin() {
		Open client = this.calls.get();
		while (!client.begin()) {
			client = this.calls.get();
		}
		return client;
	}

	private Open build() {
		CloseableHttpClientFactory factory = new CloseableHttpClientFactory();
		HttpClient.DerivedClientBuilder builder = factory.newBuilder(this.config)
			.tag(new RequestConfigBuilder(this.config.getRequestConfig()).withRequestRetryBackoffLimit(0).build())
			.addOrReplaceInterceptor(Reception.class.getName(), Reception.INTERCEPTOR);
		if (this.config instanceof ProvidedConfig provided) {
			provided.authenticate(builder);
		}
		return new Open(builder.build(), factory);
	}

	/**
	 * Runs an action on a new thread, and returns whether that thread started. If it did
	 * not, and the action was to close a client, that client is closed when the
	 * connection is suspended or closed.
	 */
	private static boolean inBackground(Runnable action) {
		return DaemonThread.start("leader-kubernetes-client", action);
	}

	private void replace(Open client) {
		try {
			Open next = build();
			if (!swap(client, next)) {
				next.close();
			}
			else if (client.retire()) {
				closeReplaced(client);
			}
			this.replacing.set(false);
		}
		catch (Throwable ex) {
			logger.debug("The HTTP client could not be replaced", ex);
			keep(client);
		}
	}

	/**
	 * Keeps a client that could not be replaced, until the next attempt.
	 */
	private void keep(Open client) {
		client.calls.keepFrom(this.nanoTime.getAsLong());
		this.replacing.set(false);
	}

	private synchronized boolean swap(Open client, Open next) {
		if (!client.equals(this.calls.open) || this.closed) {
			return false;
		}
		this.replaced.add(client);
		this.calls.open = next;
		return true;
	}

	private void closeReplaced(Open client) {
		if (this.replaced.remove(client)) {
			client.close();
		}
	}

	/**
	 * Closes the open sockets. The next request opens new ones. Before JDK 21, an
	 * {@code HttpClient} cannot be closed explicitly, so the sockets stay open until the
	 * client is garbage-collected.
	 */
	synchronized void suspend() {
		if (!this.closed) {
			closeClients();
			this.calls.open = null;
			this.watches.open = null;
		}
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		closeClients();
	}

	private void closeClients() {
		this.calls.close();
		this.watches.close();
		this.replaced.forEach(this::closeReplaced);
	}

}
