package io.leader.engine.machine;

/**
 * A span of time within which something is to happen at a random moment. Times are
 * nanoseconds on the candidate's monotonic clock. Until it is {@linkplain #shifted
 * shifted}, a window may also be relative to another time.
 *
 * @param from the earliest moment
 * @param to the latest moment
 */
public record Window(long from, long to) {

	static Window at(long time) {
		return new Window(time, time);
	}

	/**
	 * Returns this window, with both ends no earlier than the given time.
	 */
	Window notBefore(long time) {
		return (this.from >= time) ? this : new Window(time, Math.max(this.to, time));
	}

	/**
	 * Returns this window, with both ends no later than the given time.
	 */
	Window notAfter(long time) {
		return (this.to <= time) ? this : new Window(Math.min(this.from, time), time);
	}

	Window earlier(Window other) {
		return (this.from <= other.from && this.to <= other.to) ? this
				: new Window(Math.min(this.from, other.from), Math.min(this.to, other.to));
	}

	Window later(Window other) {
		return new Window(Math.max(this.from, other.from), Math.max(this.to, other.to));
	}

	Window shifted(long by) {
		return new Window(this.from + by, this.to + by);
	}

}
