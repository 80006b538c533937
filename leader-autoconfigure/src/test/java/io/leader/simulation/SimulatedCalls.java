package io.leader.simulation;

import io.leader.engine.QueuedCalls;
import io.leader.lock.LockSnapshot;

/**
 * One process's calls to the server: the transit of the request, the instant at which it
 * takes effect, and the transit of the response.
 */
final class SimulatedCalls {

	private final World world;

	private final SimulatedProcess process;

	private final SimulatedNetwork network;

	private final Knowledge knowledge;

	private boolean underWay;

	private long timeout;

	private boolean lost;

	private LockSnapshot result;

	private long sentAt;

	private boolean rememberedWhenSent;

	private boolean mayHaveWaited;

	private int requests;

	/** How long the current call hangs, or 0 if it does not hang. */
	private long hangs;

	private Runnable afterwards = () -> {
	};

	private boolean delivered;

	SimulatedCalls(World world, SimulatedProcess process) {
		this.world = world;
		this.process = process;
		this.network = process.network();
		this.knowledge = process.knowledge();
	}

	/**
	 * Makes a call.
	 * @param call the call
	 * @param wait how long the call waits for a thread
	 */
	void send(Runnable call, long wait) {
		boolean remembered = this.knowledge.remembersOther();
		boolean crowded = this.process.threads().isCrowded();
		long now = this.world.now();
		// While this call waits, a later one may take its place.
		Runnable sending = () -> send(QueuedCalls.take(call), remembered && this.knowledge.remembersOther(), crowded,
				now);
		if (wait == 0) {
			sending.run();
		}
		else {
			this.world.in(wait, sending);
		}
	}

	private void send(Runnable call, boolean remembered, boolean crowded, long now) {
		this.world.in(this.network.delay(), () -> {
			this.underWay = true;
			this.rememberedWhenSent = remembered;
			this.mayHaveWaited = crowded;
			this.sentAt = now;
			this.lost = false;
			this.result = null;
			this.hangs = 0;
			this.delivered = false;
			this.afterwards = () -> {
			};
			try {
				call.run();
			}
			finally {
				this.underWay = false;
				this.result = null;
				if (!this.delivered) {
					this.process.threads().returned();
				}
			}
		});
	}

	/**
	 * Returns whether a call of this process is running, that is, whether this is the
	 * instant at which its request takes effect or fails.
	 */
	boolean isUnderWay() {
		return this.underWay;
	}

	/**
	 * Delivers the result of the current call: when the response arrives, when a hanging
	 * call returns, or, if there is no response, after the call's timeout.
	 * @param onEngine the task that processes the result on the engine's thread
	 */
	void deliver(Runnable onEngine) {
		this.delivered = true;
		boolean withoutResponse = this.lost || (this.hangs == 0 && this.network.losesResponse());
		// A call without a response ends after its own timeout, when no caller waits for
		// it anymore.
		long arrival = (this.hangs > 0) ? this.world.now() + this.hangs
				: withoutResponse ? this.world.now() + 6 * this.timeout / 5 : this.world.now() + this.network.delay();
		Runnable afterwards = this.afterwards;
		this.process.at(arrival, () -> {
			this.process.threads().returned();
			afterwards.run();
			onEngine.run();
		});
		LockSnapshot read = this.result;
		if (read == null) {
			return;
		}
		// The caller may have given up waiting for a late response.
		boolean inTime = !this.mayHaveWaited && arrival - this.sentAt < 0.4 * this.process.settings().renewDeadline();
		this.process.at(arrival, inTime ? () -> this.process.saw(read) : () -> this.knowledge.arrivedLate(read));
	}

	/**
	 * Makes the current call hang.
	 * @param span how long the call hangs
	 * @param after the action to run when the call returns
	 * @return the failure of the call
	 */
	RuntimeException hang(long span, Runnable after) {
		this.hangs = span;
		this.afterwards = after;
		return new NoResponse("hung until its timeout");
	}

	/**
	 * Records the timeout of the current call.
	 */
	void takesAtMost(long span) {
		this.timeout = span;
	}

	/**
	 * Records that the current request or its response is lost.
	 * @return the failure of the call
	 */
	RuntimeException lost() {
		this.lost = true;
		return new NoResponse("lost on the way");
	}

	/**
	 * Records the response to the current read. A response without a lock is ignored
	 * unless it shows that the holder is gone, since such a response has no version and
	 * may be older than the known state.
	 */
	void returns(LockSnapshot snapshot) {
		this.result = (snapshot.isAbsent() && !snapshot.isHolderGone()) ? null : snapshot;
	}

	/**
	 * Records that the current request is a successful claim or renewal.
	 */
	void claimed(LockSnapshot base, LockSnapshot written) {
		this.world.note("%s: version %d was sent at %.4f s", this.process, written.version(), this.sentAt / 1e9);
		this.knowledge.claimed(base, written.version(), this.rememberedWhenSent);
		this.result = written;
	}

	/**
	 * Discards the response to a request for which no caller waits.
	 */
	void forget(Object late) {
		this.world.note("%s: no caller waits for %s", this.process, late);
	}

	void countRequest() {
		this.requests++;
	}

	int requests() {
		return this.requests;
	}

}
