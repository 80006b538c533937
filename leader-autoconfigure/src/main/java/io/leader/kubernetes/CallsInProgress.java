package io.leader.kubernetes;

import java.util.concurrent.TimeUnit;

/**
 * Counts the calls in progress on one HTTP client, and determines when the client has
 * more connections than it needs. Thread-safe.
 */
final class CallsInProgress {

	/** A client with at most this many connections is kept, even if it needs fewer. */
	static final int FEW = 8;

	/**
	 * How long a client that has had more than {@link #FEW} connections is kept after it
	 * last needed more than {@link #FEW} connections and more than half of its
	 * connections. A server that was slow is likely to be slow again soon.
	 */
	static final long CALM = TimeUnit.MINUTES.toNanos(1);

	private int current;

	private int most;

	private long lastMany;

	synchronized void begin(long now) {
		this.current++;
		this.most = Math.max(this.most, this.current);
		checkMany(now);
	}

	/**
	 * Records the current time if many calls are in progress, that is, more than
	 * {@link #FEW} and more than half of the highest number so far. With a lower
	 * threshold, a client whose server is slow for a moment every minute would keep all
	 * the connections that it needed when the server was slowest.
	 */
	private void checkMany(long now) {
		if (this.current > Math.max(FEW, this.most / 2)) {
			this.lastMany = now;
		}
	}

	/**
	 * Ends a call.
	 * @return {@code true} if the client has more than {@link #FEW} connections, and more
	 * than {@link #CALM} has passed since it last needed many of them
	 */
	synchronized boolean end(long now) {
		checkMany(now);
		this.current--;
		return this.most > FEW && now - this.lastMany > CALM;
	}

	/**
	 * Keeps the client for as long as if it had just needed many connections.
	 */
	synchronized void keepFrom(long now) {
		this.lastMany = now;
	}

}
