package io.leader.engine;

/**
 * The two clocks that an election looks at.
 * <p>
 * Implementations are safe for use by several threads.
 */
public interface ElectionClock {

	/**
	 * The monotonic clock, on which every span of the election is measured.
	 * @return nanoseconds since an arbitrary origin that is fixed for this process; only
	 * differences mean something
	 */
	long nanoTime();

	/**
	 * The wall clock. It is written into records for people to read, and its advance
	 * bounds an authority when the monotonic clock stood still, as it does on a suspended
	 * machine. It is never compared with times that others wrote.
	 * @return milliseconds since 1970-01-01T00:00:00Z
	 */
	long currentTimeMillis();

	/**
	 * The clocks of this machine.
	 * @return {@link System#nanoTime()} and {@link System#currentTimeMillis()}
	 */
	static ElectionClock system() {
		return new ElectionClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

			@Override
			public long currentTimeMillis() {
				return System.currentTimeMillis();
			}

		};
	}

}
