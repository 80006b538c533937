package io.leader.simulation;

import java.util.Random;

/**
 * Draws the same numbers as {@link Random} from the same seed. It is faster than
 * {@link Random}, since it is not thread-safe. The simulation draws millions of numbers.
 */
final class Chance extends Random {

	private static final long serialVersionUID = 1L;

	private static final long MULTIPLIER = 0x5DEECE66DL;

	private static final long INCREMENT = 0xBL;

	private static final long MASK = (1L << 48) - 1;

	private long state;

	Chance(long seed) {
		super(seed);
	}

	@Override
	public synchronized void setSeed(long seed) {
		this.state = (seed ^ MULTIPLIER) & MASK;
	}

	@Override
	protected int next(int bits) {
		this.state = (this.state * MULTIPLIER + INCREMENT) & MASK;
		return (int) (this.state >>> (48 - bits));
	}

}
