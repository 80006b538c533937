package io.leader.engine;

import java.util.concurrent.TimeUnit;

/**
 * The span in which a leader may act. It begins at the time at which the leader sent its
 * last acknowledged write, and lasts for the renew deadline or, if the lock does not
 * expire, indefinitely. Both clocks are read, and the one that has advanced further
 * counts, since a monotonic clock might stop while a machine is suspended.
 *
 * @param calls the guarded calls of the term to which this authority belongs
 * @param sentNanos when the write was sent, on the monotonic clock
 * @param sentMillis when the write was sent, on the wall clock
 * @param spanNanos the renew deadline, or {@link #FOR_LIFE}
 * @param over whether the authority was found to have expired, in which case it stays
 * expired, regardless of later clock readings
 */
record Authority(GuardedCalls calls, long sentNanos, long sentMillis, long spanNanos, boolean over) {

	/** The span of an authority that does not expire: longer than any process runs. */
	static final long FOR_LIFE = Long.MAX_VALUE / 4;

	boolean isForLife() {
		return this.spanNanos == FOR_LIFE;
	}

	Authority(GuardedCalls calls, long sentNanos, long sentMillis, long spanNanos) {
		this(calls, sentNanos, sentMillis, spanNanos, false);
	}

	Authority toExpired() {
		return new Authority(this.calls, this.sentNanos, this.sentMillis, this.spanNanos, true);
	}

	boolean holds(ElectionClock clock) {
		return remainingNanos(clock) > 0;
	}

	long remainingNanos(ElectionClock clock) {
		long monotonic = clock.nanoTime() - this.sentNanos;
		long wall = TimeUnit.MILLISECONDS.toNanos(clock.currentTimeMillis() - this.sentMillis);
		long remaining = this.spanNanos - Math.max(monotonic, wall);
		return this.over ? Math.min(0, remaining) : remaining;
	}

}
