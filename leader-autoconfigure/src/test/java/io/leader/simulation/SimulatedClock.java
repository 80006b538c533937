package io.leader.simulation;

import io.leader.engine.ElectionClock;

/**
 * One machine's clocks. They start at arbitrary times and drift, the wall clock jumps,
 * and the monotonic clock stops while the machine sleeps.
 */
final class SimulatedClock implements ElectionClock {

	private final World world;

	private final long bornAt;

	private final long nanosAtBirth;

	private final long millisAtBirth;

	private final double rate;

	private long wallJump;

	private long slept;

	private long sleepsFrom;

	private long sleepsUntil;

	SimulatedClock(World world, double drift) {
		this(world, drift, world.random().nextLong() / 4, 1_700_000_000_000L + world.between(-3_600_000, 3_600_000));
	}

	private SimulatedClock(World world, double drift, long nanosAtBirth, long millisAtBirth) {
		this.world = world;
		this.bornAt = world.now();
		this.nanosAtBirth = nanosAtBirth;
		this.millisAtBirth = millisAtBirth;
		this.rate = 1 + world.random().nextDouble(-drift, drift);
	}

	/**
	 * Creates a clock that shows the same time now but drifts differently.
	 */
	SimulatedClock copy(double drift) {
		return new SimulatedClock(this.world, drift, nanoTime(), currentTimeMillis());
	}

	@Override
	public long nanoTime() {
		long asleep = Math.max(0, Math.min(this.world.now(), this.sleepsUntil) - this.sleepsFrom);
		return this.nanosAtBirth + (long) ((this.world.now() - this.bornAt - this.slept - asleep) * this.rate);
	}

	@Override
	public long currentTimeMillis() {
		return this.millisAtBirth + this.wallJump
				+ (long) ((this.world.now() - this.bornAt) * this.rate) / World.MILLISECOND;
	}

	/**
	 * Converts a time span on this clock to true time.
	 */
	long trueDelay(long nanos) {
		return (long) (nanos / this.rate) + 1;
	}

	void jump(long millis) {
		this.world.note("a wall clock jumps by %d ms", millis);
		this.wallJump += millis;
	}

	void suspend(long span) {
		resume();
		this.sleepsFrom = this.world.now();
		this.sleepsUntil = this.world.now() + span;
	}

	void resume() {
		this.slept += Math.max(0, Math.min(this.world.now(), this.sleepsUntil) - this.sleepsFrom);
		this.sleepsFrom = 0;
		this.sleepsUntil = 0;
	}

}
