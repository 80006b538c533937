package io.leader.engine;

/**
 * The two clocks of an election.
 * <p>
 * Implementations are thread-safe.
 */
public interface ElectionClock {

	/**
	 * Returns the time on the monotonic clock, which measures every span of the election.
	 * @return nanoseconds since an arbitrary origin that is fixed for this process; only
	 * differences are meaningful
	 */
	long nanoTime();

	/**
	 * Returns the time on the wall clock, which is written into records for people and
	 * other programs. The advance of the wall clock also limits the authority if the
	 * monotonic clock has advanced less, as on a suspended machine. No decision compares
	 * this time with times that others wrote.
	 * @return milliseconds since 1970-01-01T00:00:00Z
	 */
	long currentTimeMillis();

	/**
	 * Returns the clocks of this machine.
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
