package io.leader.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;

/**
 * A server whose lists are empty, and whose watches send the events that a test
 * specifies. A watch from a version that the server no longer has in its history ends
 * with an {@code ERROR} event, as on an API server.
 */
public final class WatchedApiServer extends LoopbackApiServer {

	private static final Pattern VERSION = Pattern.compile("resourceVersion=(\\d+)");

	private final List<HttpExchange> watches = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final AtomicInteger cut = new AtomicInteger();

	private final AtomicLong cutVersion = new AtomicLong(200);

	private volatile boolean news = true;

	private volatile int listCode = 200;

	private volatile int watchCode = 200;

	private volatile String retryAfter;

	private volatile long version = 100;

	private volatile long oldest;

	private volatile String present = "";

	private volatile CountDownLatch lists = new CountDownLatch(0);

	/**
	 * Returns the query of each request.
	 */
	public List<String> requests() {
		return this.requests;
	}

	public void listsAt(long version) {
		this.version = version;
	}

	/**
	 * Makes list requests wait until the returned action is run. A request that has
	 * waited 10 s fails.
	 */
	public Runnable holdLists() {
		CountDownLatch held = new CountDownLatch(1);
		this.lists = held;
		return held::countDown;
	}

	public void respondToListsWith(int code) {
		this.listCode = code;
	}

	public void respondToWatchesWith(int code) {
		this.watchCode = code;
	}

	public void retryAfter(String seconds) {
		this.retryAfter = seconds;
	}

	/**
	 * Sets the oldest version in the history of the server. Watches from earlier versions
	 * fail.
	 */
	public void historyFrom(long version) {
		this.oldest = version;
	}

	/**
	 * Makes watches that do not start from a version begin with an {@code ADDED} event
	 * for an object.
	 */
	public void present(String name, long version) {
		this.present = event("ADDED", name, version);
	}

	/**
	 * Makes watches that do not start from a version begin without an event, as they do
	 * before {@link #present} is called.
	 */
	public void absent() {
		this.present = "";
	}

	/**
	 * Makes the next watches end as soon as they have sent an event. The version of the
	 * event is higher than 200, and increases from watch to watch.
	 */
	public void cutNextWatches(int count) {
		this.news = true;
		this.cut.set(count);
	}

	/**
	 * Makes the next watches end as soon as they have sent an event, which is always the
	 * same.
	 */
	public void cutNextWatchesWithoutNews(int count) {
		this.news = false;
		this.cut.set(count);
	}

	/**
	 * Returns the number of open watches. A watch that the client has closed counts until
	 * {@link #show} fails to send it an event.
	 */
	public int watches() {
		return this.watches.size();
	}

	/**
	 * Sends an event to all watches, and forgets those that cannot receive it.
	 */
	public synchronized void show(String type, String name, long version) {
		String line = event(type, name, version);
		for (HttpExchange watch : List.copyOf(this.watches)) {
			try {
				watch.getResponseBody().write(line.getBytes(StandardCharsets.UTF_8));
				watch.getResponseBody().flush();
			}
			catch (IOException ex) {
				this.watches.remove(watch);
			}
		}
	}

	private static String event(String type, String name, long version) {
		return "{\"type\":\"%s\",\"object\":{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\"}}}\n"
			.formatted(type, name, version);
	}

	/**
	 * Ends all watches gracefully.
	 */
	public void endWatches() {
		List<HttpExchange> ended = List.copyOf(this.watches);
		this.watches.removeAll(ended);
		ended.forEach(HttpExchange::close);
	}

	@Override
	void handle(HttpExchange exchange) throws IOException {
		String query = exchange.getRequestURI().getRawQuery();
		this.requests.add(query);
		boolean watch = query.contains("watch=true");
		if (!watch) {
			awaitRelease(this.lists);
		}
		int code = watch ? this.watchCode : this.listCode;
		Matcher from = VERSION.matcher(query);
		if (watch && code == 200 && from.find() && Long.parseLong(from.group(1)) < this.oldest) {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody()
				.write("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\"}}\n"
					.getBytes(StandardCharsets.UTF_8));
			exchange.close();
			return;
		}
		if (watch && code == 200 && this.cut.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			exchange.sendResponseHeaders(200, 0);
			exchange.getResponseBody()
				.write(event("ADDED", "another", this.news ? this.cutVersion.incrementAndGet() : 300)
					.getBytes(StandardCharsets.UTF_8));
			exchange.close();
			return;
		}
		if (watch && code == 200) {
			begin(exchange, query.contains("resourceVersion=") ? "" : this.present);
			return;
		}
		byte[] body = "{\"metadata\":{\"resourceVersion\":\"%d\"},\"items\":[]}".formatted(this.version)
			.getBytes(StandardCharsets.UTF_8);
		if (this.retryAfter != null) {
			exchange.getResponseHeaders().set("Retry-After", this.retryAfter);
		}
		exchange.sendResponseHeaders(code, body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	/**
	 * Begins a watch, and sends its first event unless the event is empty. The watch is
	 * registered before the response headers are sent, so that a client that has received
	 * the headers also receives all subsequent events.
	 */
	private synchronized void begin(HttpExchange watch, String first) throws IOException {
		this.watches.add(watch);
		watch.sendResponseHeaders(200, 0);
		watch.getResponseBody().write(first.getBytes(StandardCharsets.UTF_8));
		watch.getResponseBody().flush();
	}

	@Override
	public void close() {
		connection().close();
		endWatches();
		super.close();
	}

}
