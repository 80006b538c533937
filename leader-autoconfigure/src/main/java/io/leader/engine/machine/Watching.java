package io.leader.engine.machine;

import java.time.Duration;

import io.leader.engine.machine.HolderTracker.Update;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of the watch of an {@link Observation} during one transition: opens
 * the watch, decides whether to trust it, and closes it.
 */
final class Watching {

	/** How long to poll before trying again to open a watch that was denied. */
	private static final long DENIED_PAUSE = Duration.ofMinutes(5).toNanos();

	private static final long LONGEST_WATCH_PAUSE = Duration.ofSeconds(30).toNanos();

	/**
	 * How long to trust a watch that reports no change: its connection may be dead. A
	 * random time of up to an eighth of this duration is added.
	 */
	private static final long LONGEST_TRUST = Duration.ofMinutes(30).toNanos();

	private final Step step;

	private final Observing observing;

	private Watch watch;

	private Window next;

	private int failures;

	private boolean openedBefore;

	Watching(Step step, Observing observing, Observation before) {
		this.step = step;
		this.observing = observing;
		this.watch = before.watching().watch();
		this.next = before.watching().next();
		this.failures = before.watching().failures();
		this.openedBefore = before.watching().openedBefore();
	}

	Observation.Watched after() {
		return new Observation.Watched(this.watch, this.next, this.failures, this.openedBefore);
	}

	boolean isOpen() {
		return this.watch instanceof Watch.Open;
	}

	/**
	 * Returns whether the watch is open and trusted to report every change. If so, sets
	 * the alarm for its replacement.
	 */
	boolean isTrusted() {
		if (!(this.watch instanceof Watch.Open open) || this.step.isDue(Alarm.REPLACE_WATCH, open.doubt())) {
			return false;
		}
		this.step.wakeWithin(Alarm.REPLACE_WATCH, open.doubt());
		return true;
	}

	/**
	 * Trusts an open watch no longer than until a given time, unless it reports a change
	 * first.
	 */
	void doubt(long time) {
		this.watch = this.watch.doubtedAt(time);
	}

	/**
	 * Stops trusting an open watch that has neither started from nor reported the given
	 * version or a later one. The given version was written a while ago.
	 */
	void expectSeen(long version) {
		if (!this.watch.hasReported(version)) {
			doubt(this.step.now);
		}
	}

	void openIfDue(LockSnapshot from) {
		if (this.watch instanceof Watch.Closed && this.step.now >= this.next.from()) {
			long session = this.step.newCall();
			this.watch = new Watch.Opening(session, from.version());
			this.step.act(new Effect.OpenWatch(session, from, this.step.rules.renewDeadline() / 2));
		}
	}

	void opened(long session) {
		if (!(this.watch instanceof Watch.Opening opening && opening.session() == session)) {
			this.step.act(new Effect.CloseWatch(session));
			return;
		}
		this.watch = new Watch.Open(session, opening.reported(), trust());
		if (this.openedBefore) {
			this.step.act(new Effect.CountWatchRestart());
		}
		this.openedBefore = true;
		this.step.reached();
		this.step.act(new Effect.Clear(Aspect.WATCH));
	}

	void failed(long session, Failure failure) {
		if (!this.watch.isSession(session)) {
			return;
		}
		this.watch = new Watch.Closed();
		if (failure.kind() == Kind.DENIED) {
			this.next = Window.at(this.step.now + DENIED_PAUSE);
			this.step.act(new Effect.ReportPolling(failure));
		}
		else {
			long requested = this.step.requestedPause(failure);
			this.next = pause().notBefore(this.step.now + requested);
			this.step.act(new Effect.Report(Aspect.WATCH, "Opening the watch", failure.message()));
		}
		this.observing.readWithin(this.next);
	}

	/**
	 * Handles an event of a watch, even of one that is no longer trusted and is being
	 * closed, since its events are still valid.
	 */
	void reported(long session, LockSnapshot snapshot) {
		boolean current = this.watch.isSession(session);
		if (current) {
			this.failures = 0;
			this.step.reached();
			this.watch = this.watch.reporting(snapshot.version());
		}
		Update update = this.step.tracker.watched(snapshot, this.step.viewpoint());
		if (update.news() && current && this.watch instanceof Watch.Open open) {
			this.watch = new Watch.Open(session, open.reported(), trust());
		}
		this.observing.apply(update);
	}

	/**
	 * Handles the normal end of a watch. API servers end watches after a while and when
	 * they restart. The lock is read soon, and then a new watch is opened. The end itself
	 * is not reported as a problem.
	 */
	void ended(long session) {
		end(session, 0);
	}

	private void end(long session, long requested) {
		if (!this.watch.isSession(session)) {
			return;
		}
		close();
		long longest = pause().to() - this.step.now;
		this.next = new Window(this.step.now + longest / 20, this.step.now + longest / 10)
			.notBefore(this.step.now + requested);
		this.observing.readWithin(this.next);
	}

	void broken(long session, Failure failure) {
		if (this.watch.isSession(session)) {
			end(session, this.step.requestedPause(failure));
		}
	}

	private Window pause() {
		Window pause = this.step.rules.pause(this.failures, LONGEST_WATCH_PAUSE);
		this.failures++;
		return pause.shifted(this.step.now);
	}

	private Window trust() {
		return new Window(this.step.now + LONGEST_TRUST, this.step.now + LONGEST_TRUST + LONGEST_TRUST / 8);
	}

	void close() {
		if (this.watch instanceof Watch.Open open) {
			this.step.act(new Effect.CloseWatch(open.session()));
		}
		this.watch = new Watch.Closed();
		this.next = Window.at(this.step.now);
	}

}
