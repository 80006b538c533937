package io.leader.simulation;

import java.util.concurrent.CompletableFuture;

/**
 * Checks what one process's election guarantees beyond safety: an authority that has
 * ended does not return, listeners are notified in time, no term ends without a cause,
 * and a process that stops or yields lets others lead.
 */
final class Promises {

	/**
	 * The maximum time from the end of a term to the notification of the listeners, with
	 * a margin for the threads involved. With two locks, it may take three times as long.
	 */
	private static final long NOTIFIED_WITHIN = 320 * World.MILLISECOND;

	private final World world;

	private final Observer observer;

	private final SimulatedProcess process;

	private boolean leading;

	private long token = -1;

	private long endedToken = -1;

	private long owedSince = -1;

	private long sureFrom;

	private long endedAt = -World.HOUR;

	private long startedAt;

	private long yieldedAt = -World.HOUR;

	private long outUntil;

	private long busyAt = -World.HOUR;

	private long stoppedAt = -World.HOUR;

	Promises(World world, Observer observer, SimulatedProcess process) {
		this.world = world;
		this.observer = observer;
		this.process = process;
		this.startedAt = world.now();
	}

	/**
	 * Checks the guarantees after an event.
	 * @param leads whether the process reports that it leads
	 * @param current the token of its term, or -1 if it does not lead
	 */
	void observe(boolean leads, long current) {
		long now = this.world.now();
		if (isBusy()) {
			this.busyAt = now;
		}
		if (leads) {
			if (current == this.endedToken) {
				this.observer.check(false, "%s leads again in a term that has ended, token %d", this.process, current);
			}
			this.token = current;
		}
		else if (this.leading) {
			ended(now);
		}
		this.leading = leads;
		if (leads || !this.process.listener().isGranted()) {
			this.owedSince = -1;
			return;
		}
		if (this.owedSince < 0) {
			this.owedSince = now;
		}
		long free = Math.max(this.process.threads().freeAt(), this.process.machine().hinderedUntil());
		long hops = this.observer.isPaired() ? 3 : 1;
		if (this.world.has(Model.TIMERS_SLEEP) && this.world.has(Model.THREADS_FAIL)) {
			// There is no limit: a timer, which may be asleep, triggers the next attempt
			// to get a thread.
			return;
		}
		this.observer.check(now - Math.max(this.owedSince, free) <= hops * NOTIFIED_WITHIN,
				"%s was not notified in time that its term had ended", this.process);
	}

	private void ended(long now) {
		this.endedAt = now;
		if (now >= this.sureFrom) {
			this.endedToken = this.token;
		}
		boolean wished = !this.process.isStarted() || this.stoppedAt > now - World.SECOND
				|| this.yieldedAt > now - World.SECOND || now < this.outUntil
				|| !this.process.election().status().absence().isZero();
		if (!wished && this.observer.isRenewed() && !this.observer.administration().hasHappenedSince(this.token)
				&& !this.process.knowledge().isSurprisedAfter(this.token)) {
			long since = now - (long) (1.1 * this.process.settings().renewDeadline());
			// A write without a response delays the next write by up to one renew
			// deadline.
			boolean twice = this.process.settings().survivesOneFailure() && !this.world.has(Model.RENEW_TIME_CHANGED);
			long troubleSince = now - (long) (2.1 * this.process.settings().renewDeadline());
			this.observer.check(
					this.process.machine().hinderedUntil() >= since
							|| this.process.network().hadTrouble(twice, troubleSince),
					"%s stops leading, although nothing has hindered it", this.process);
		}
	}

	void clockJumps() {
		// One jump of the wall clock may end an authority, and the next jump may restore
		// the authority before it is checked.
		this.endedToken = -1;
		this.sureFrom = Math.max(this.world.now(), this.process.machine().hinderedUntil()) + World.SECOND;
	}

	private boolean isBusy() {
		return this.process.listener().isGranted() || this.process.work().isToBeWaitedFor();
	}

	/**
	 * Returns whether the process could acquire a free lock immediately. This excludes a
	 * process whose own term has ended recently, since it leaves the lock to others for a
	 * while.
	 */
	boolean isReady() {
		long recently = this.world.now() - (long) (1.2 * this.process.settings().lease());
		boolean served = Math.max(this.world.serverSlowUntil(), this.world.serverDownUntil()) < recently;
		return served && this.process.isAlive() && this.process.isStarted() && isUndisturbed(recently) && !isBusy()
				&& this.busyAt < recently && this.process.election().status().absence().isZero()
				&& this.yieldedAt < recently && this.startedAt < recently;
	}

	private boolean isUndisturbed(long since) {
		return this.process.network().isHealthy() && !this.process.network().hadTrouble(false, since)
				&& this.process.machine().hinderedUntil() < since
				&& this.process.threads().freeAt() <= this.world.now();
	}

	void starts() {
		this.startedAt = this.world.now();
	}

	void yields(long stayOut) {
		this.yieldedAt = this.world.now();
		this.outUntil = Math.max(this.outUntil, this.world.now() + (long) (1.1 * stayOut));
	}

	/**
	 * Records a release. If the process has recently yielded, another process that is
	 * ready must lead next.
	 */
	void released() {
		if (this.process.isStarted() && this.yieldedAt > this.stoppedAt
				&& this.world.now() - this.yieldedAt < 10 * World.SECOND) {
			this.observer.yielded(this.process);
		}
	}

	/**
	 * Records a stop. When the stop is complete, checks that it ended in time and that
	 * the lock was released, unless something may have hindered the process.
	 * @param done completes when the stop is complete
	 * @param first whether the process was running before this stop
	 */
	void stops(CompletableFuture<Void> done, boolean first) {
		long began = this.world.now();
		this.stoppedAt = began;
		boolean expired = !this.leading
				&& this.endedAt >= Math.min(this.startedAt, began - 2 * this.process.settings().lease());
		boolean idle = !this.process.work().isToBeWaitedFor() && !expired && this.process.threads().freeAt() <= began;
		Settings settings = this.process.settings();
		long timeout = settings.shutdownTimeout().toNanos();
		// If the process does not lead, the stop may wait for a claim in progress, which
		// is not limited by a lease.
		long bound = this.leading ? Math.min(timeout, settings.lease()) : timeout;
		done.thenRun(() -> {
			long since = began - World.SECOND;
			if (!first || !this.process.isAlive() || this.process.isStarted() || this.startedAt > began
					|| this.process.isForLife() || this.process.machine().hinderedUntil() >= since
					|| this.observer.isPaired()) {
				return;
			}
			this.observer.check(this.world.now() - began <= 1.1 * bound + World.SECOND / 2,
					"%s stopped only after %.3f s", this.process, (this.world.now() - began) / 1e9);
			boolean calm = isUndisturbed(began - settings.lease())
					&& !this.observer.administration().hasHappenedAfter(began - 2 * settings.lease());
			// A section may have begun before the engine processed the stop.
			boolean drained = idle && !this.process.work().isToBeWaitedFor();
			// A record whose renew time others have changed might be that of a clone.
			boolean untouched = !this.world.has(Model.RENEW_TIME_CHANGED);
			if (drained && calm && untouched && settings.survivesOneFailedRelease()) {
				this.observer.check(!this.observer.holds(this.process) || !this.process.knowledge().hasLease(),
						"%s stopped and did not release the lock", this.process);
			}
		});
	}

}
