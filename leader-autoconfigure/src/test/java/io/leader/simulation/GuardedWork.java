package io.leader.simulation;

import io.leader.election.GuardedCall;

/**
 * The work of a leader: occasional guarded sections, most of them short.
 */
final class GuardedWork {

	/**
	 * A guarded section.
	 *
	 * @param call the call
	 * @param token the token of its term
	 * @param safeUntil when the section ends if it is short enough to be safe; -1 if
	 * another process may lead before it ends
	 * @param pauses how many times the process had been paused before the section began
	 */
	private record Section(GuardedCall call, long token, long safeUntil, int pauses) {
	}

	private final World world;

	private final SimulatedProcess process;

	private final long longestSafe;

	private Section section;

	GuardedWork(World world, SimulatedProcess process, long longestSafe) {
		this.world = world;
		this.process = process;
		this.longestSafe = longestSafe;
	}

	/**
	 * Begins a guarded section from time to time while the process leads, until the
	 * process crashes or the simulation ends.
	 */
	void keepWorking() {
		this.process.at(this.world.now() + this.world.between(World.SECOND / 10, 4 * World.SECOND), () -> {
			if (this.section == null) {
				GuardedCall call = this.process.election().enter();
				if (call != null) {
					begin(call);
				}
			}
			keepWorking();
		});
	}

	private void begin(GuardedCall call) {
		boolean safe = this.world.chance(0.9);
		long span = safe ? this.world.between(World.MILLISECOND, this.longestSafe)
				: this.world.between(this.longestSafe, 20 * World.SECOND);
		long token = this.process.election().fencingToken().orElse(-1);
		this.section = new Section(call, token, safe ? this.world.now() + span : -1, this.process.machine().pauses());
		this.process.at(this.world.now() + span, () -> {
			this.section = null;
			call.close();
		});
	}

	/**
	 * Returns whether a section is running that is safe and has not been prolonged by a
	 * pause.
	 */
	boolean isInSafeSection() {
		return this.section != null && this.world.now() < this.section.safeUntil()
				&& this.process.machine().pauses() == this.section.pauses();
	}

	/**
	 * Returns the token of the running section's term. Must be called only while a
	 * section is running.
	 */
	long token() {
		return this.section.token();
	}

	/**
	 * Returns whether a section is running. If so, a release must wait for it.
	 */
	boolean isToBeWaitedFor() {
		return this.section != null;
	}

}
