package io.leader.engine.machine;

/**
 * A span of time within which something happens, at a moment left to chance. Times are
 * nanoseconds on the candidate's monotonic clock.
 *
 * @param from the earliest moment
 * @param to the latest moment
 */
public record Window(long from, long to) {

	static Window at(long time) {
		return new Window(time, time);
	}

	/**
	 * The same window, but not before a moment.
	 */
	Window notBefore(long time) {
		return (this.from >= time) ? this : new Window(time, Math.max(this.to, time));
	}

	/**
	 * The same window, but not after a moment.
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
