package io.leader.simulation;

import io.leader.election.LockSnapshot;

/**
 * One process's calls to the server: the way there, the instant at which a request takes
 * effect, and the way back.
 */
final class SimulatedCalls {

	private final World world;

	private final SimulatedProcess process;

	private final SimulatedNetwork network;

	private final Knowledge knowledge;

	private boolean underWay;

	private boolean lost;

	private LockSnapshot answer;

	private long sentAt;

	private boolean rememberedWhenSent;

	private int requests;

	SimulatedCalls(World world, SimulatedProcess process) {
		this.world = world;
		this.process = process;
		this.network = process.network();
		this.knowledge = process.knowledge();
	}

	/**
	 * Makes a call.
	 */
	void send(Runnable call) {
		boolean remembered = this.knowledge.remembersOther();
		long now = this.world.now();
		this.world.in(this.network.delay(), () -> {
			this.underWay = true;
			this.rememberedWhenSent = remembered;
			this.sentAt = now;
			this.lost = false;
			this.answer = null;
			try {
				call.run();
			}
			finally {
				this.underWay = false;
				this.answer = null;
			}
		});
	}

	/**
	 * Whether the server is at work on a request.
	 */
	boolean isUnderWay() {
		return this.underWay;
	}

	/**
	 * Brings the answer to the request under way back.
	 */
	void deliver(Runnable onEngine) {
		boolean unanswered = this.lost || this.network.fateOfRequest() == SimulatedNetwork.Fate.LOST;
		// A call without an answer ends when its own time-out is over: nobody waits then.
		long arrival = unanswered ? this.world.now() + 3 * this.process.timings().renewDeadline().toNanos() / 2
				: this.world.now() + this.network.delay();
		this.process.at(arrival, onEngine);
		LockSnapshot read = this.answer;
		if (read == null) {
			return;
		}
		// What comes late may have been given up.
		boolean inTime = arrival - this.sentAt < 0.4 * this.process.timings().renewDeadline().toNanos();
		this.process.at(arrival, inTime ? () -> this.process.saw(read) : () -> this.knowledge.mayHaveArrived(read));
	}

	/**
	 * Notes that the request under way got lost: no answer to it may arrive.
	 */
	RuntimeException lost() {
		this.lost = true;
		return new IllegalStateException("lost on the way: nobody hears of this");
	}

	/**
	 * Notes what the read under way answers. That there is no lock has no version: it may
	 * be older than what is known.
	 */
	void answers(LockSnapshot snapshot) {
		this.answer = (snapshot.isAbsent() && !snapshot.isHolderGone()) ? null : snapshot;
	}

	/**
	 * Notes that the request under way is a claim that succeeds.
	 */
	void claimed(LockSnapshot base, LockSnapshot written) {
		this.world.note("%s: version %d was sent at %.4f s", this.process, written.version(), this.sentAt / 1e9);
		this.knowledge.claimed(base, written.version(), this.rememberedWhenSent);
		this.answer = written;
	}

	/**
	 * Takes the answer to a request that nobody waits for.
	 */
	void forget(Object late) {
		this.world.note("%s: nobody waits for %s", this.process, late);
	}

	void countRequest() {
		this.requests++;
	}

	int requests() {
		return this.requests;
	}

}
