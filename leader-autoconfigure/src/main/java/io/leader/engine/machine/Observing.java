package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.leader.engine.machine.HolderTracker.Update;
import io.leader.engine.machine.Observation.Read;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of an {@link Observation} during one transition: watches the lock, and
 * reads it while there is no watch or a watch is not sufficient.
 */
final class Observing {

	private static final int MAX_READS = 2;

	private static final long LONG_WAIT = Duration.ofHours(1).toNanos();

	private final Step step;

	private boolean running;

	private boolean hasRead;

	private List<Read> reads;

	private Window next;

	private long lastRead;

	private long notBefore;

	private boolean readAgain;

	private int failures;

	private boolean deletionVerified;

	final Watching watching;

	Observing(Step step, Observation before) {
		this.step = step;
		this.running = before.running();
		this.hasRead = before.hasRead();
		this.reads = before.reads();
		this.next = before.next();
		this.lastRead = before.lastRead();
		this.notBefore = before.notBefore();
		this.readAgain = before.readAgain();
		this.failures = before.failures();
		this.deletionVerified = before.deletionVerified();
		this.watching = new Watching(step, this, before);
	}

	Observation after() {
		return new Observation(this.running, this.hasRead, this.reads, this.next, this.lastRead, this.notBefore,
				this.readAgain, this.failures, this.deletionVerified, this.watching.after());
	}

	void start() {
		if (!this.running) {
			this.running = true;
			this.hasRead = false;
			this.next = Window.at(this.step.now);
		}
	}

	void stop() {
		this.running = false;
		this.watching.close();
		this.reads = List.of();
		this.readAgain = false;
	}

	boolean hasRead() {
		return this.hasRead;
	}

	/**
	 * Performs everything that is due.
	 */
	void proceed() {
		if (this.watching.isOpen()) {
			if (this.watching.isTrusted()) {
				verifyHolder();
				if (needsRead()) {
					readIfDue();
				}
				return;
			}
			this.watching.close();
			this.next = Window.at(this.step.now);
		}
		readIfDue();
	}

	/**
	 * Returns whether to read a lock that is being watched. A failed read is retried. An
	 * unreachable lock is read, since there might be no other request for a long time. A
	 * leader that renews the lock reads it only once while it is unreachable, in case the
	 * watch is dead, too: more requests would not help an overloaded server.
	 */
	private boolean needsRead() {
		boolean renews = this.step.isLeading() && !this.step.rules.lock().heldForLife();
		return this.step.unreachableSince.isEmpty() ? this.failures > 0
				: !renews || this.lastRead < this.step.unreachableSince.getAsLong();
	}

	private void readIfDue() {
		if (this.reads.size() < MAX_READS && this.step.isDue(Alarm.READ, this.next.notBefore(this.notBefore))) {
			read();
		}
		if (this.reads.size() < MAX_READS) {
			this.step.wakeWithin(Alarm.READ, this.next.notBefore(this.notBefore));
		}
	}

	/**
	 * In some cases, reads a lock even though it is watched. If this candidate waits for
	 * the holder of a deleted lock and reads verify the holder, the lock is read at once
	 * and then every retry period. If the lock does not expire, or the wait for its
	 * holder is long, the lock is read once per lease duration. A leader also reads a
	 * lock that does not expire, since the leader could have been replaced unnoticed.
	 */
	private void verifyHolder() {
		LockSnapshot seen = this.step.tracker.last().orElse(null);
		boolean mayBeGone = seen != null && !seen.isForeign() && this.step.rules.lock().verifiesHolder()
				&& (seen.isAbsent() || this.step.rules.lock().heldForLife()) && isOfInterest();
		if (seen == null || !(mayBeGone || isLongWait())) {
			return;
		}
		boolean deleted = mayBeGone && seen.isAbsent();
		long pause = deleted ? this.step.rules.retryPeriod() : this.step.rules.leaseDuration();
		boolean justDeleted = deleted && !this.deletionVerified;
		long due = Math.max(justDeleted ? this.step.now : this.lastRead + pause, this.notBefore);
		if (!this.reads.isEmpty()) {
			return;
		}
		if (this.step.now < due) {
			this.step.wakeAt(due);
			return;
		}
		this.deletionVerified = seen.isAbsent();
		read();
	}

	/**
	 * Returns whether the remaining wait is longer than an hour. During such a wait,
	 * nothing else would soon reveal that the watch is dead.
	 */
	private boolean isLongWait() {
		return !this.step.tracker.isTakenForGood() && this.step.tracker.remaining(this.step.now) > LONG_WAIT;
	}

	/**
	 * Returns whether this candidate waits for a holder, or leads and could have been
	 * replaced unnoticed, since its lock does not expire. Such a leader does not renew
	 * the lock, so nothing else would soon reveal that its watch is dead.
	 */
	private boolean isOfInterest() {
		return this.step.isLeading() ? this.step.rules.lock().heldForLife() : this.step.tracker.isTaken(this.step.now);
	}

	/**
	 * Reads the lock now or, if a read is in progress, after that read. During a pause
	 * that the server requested, schedules a read for the end of the pause instead.
	 */
	void readNow() {
		if (!this.reads.isEmpty()) {
			this.readAgain = true;
		}
		else if (this.step.now >= this.notBefore) {
			read();
		}
		else {
			this.next = Window.at(this.notBefore);
		}
	}

	/**
	 * After a failed write, reads the lock as soon as possible unless it is being
	 * watched. What happened can be determined only by an observation.
	 */
	void readUnlessWatching() {
		if (!this.watching.isOpen()) {
			readNow();
		}
	}

	/**
	 * Postpones reads until the pause that the server requested has ended.
	 */
	void pause(long requested) {
		this.notBefore = Math.max(this.notBefore, this.step.now + requested);
	}

	/**
	 * Handles a conflict with a change to the lock that has not been observed yet. Reads
	 * the lock unless it is being watched. A watch that does not report a change within a
	 * retry period is replaced.
	 */
	void expectChange() {
		readUnlessWatching();
		this.watching.doubt(this.step.now + this.step.rules.retryPeriod());
	}

	private void read() {
		if (!this.running) {
			// The candidate has stopped. The read was requested afterward, for example
			// when the result of a write arrived late.
			return;
		}
		this.lastRead = this.step.now;
		// The next read is due within a retry period, even if this one is still in
		// progress, so that a follower that polls observes a release while the candidate
		// that yielded holds back.
		long retry = this.step.rules.retryPeriod();
		this.next = new Window(this.step.now + retry - retry / 5, this.step.now + retry);
		long call = this.step.newCall();
		this.reads = Lists.with(this.reads, new Read(call, this.step.now, this.step.tracker.highest()));
		boolean first = this.step.tracker.last().isEmpty();
		this.step.act(new Effect.Read(call, this.step.rules.renewDeadline() / 2, first));
	}

	/**
	 * Handles the result of a read. If the read was sent before a stop, its result is
	 * treated like an event of a watch, or ignored if the lock was absent, since the lock
	 * may exist by now.
	 */
	void succeeded(long call, LockSnapshot snapshot) {
		Optional<Read> read = take(call);
		if (read.isEmpty()) {
			if (!snapshot.isAbsent()) {
				apply(this.step.tracker.watched(snapshot, this.step.viewpoint()));
			}
			return;
		}
		this.hasRead = true;
		this.step.reached();
		this.step.act(new Effect.Clear(Aspect.READ));
		this.failures = 0;
		apply(this.step.tracker.read(snapshot, read.get().highest(), this.step.viewpoint()));
		if (this.running) {
			this.watching.openIfDue(snapshot);
		}
		readAgain();
	}

	void failed(long call, Failure failure) {
		Optional<Read> read = take(call);
		if (read.isEmpty()) {
			return;
		}
		pause(this.step.requestedPause(failure));
		Window backoff = this.step.rules.pause(this.failures, this.step.rules.leaseDuration())
			.shifted(read.get().sent());
		this.failures++;
		this.next = this.next.later(backoff);
		this.step.failed(Aspect.READ, "Reading the lock", failure);
		readAgain();
	}

	private void readAgain() {
		if (this.readAgain && this.reads.isEmpty()) {
			this.readAgain = false;
			readNow();
		}
	}

	private Optional<Read> take(long call) {
		for (Read read : this.reads) {
			if (read.call() == call) {
				this.reads = Lists.without(this.reads, read);
				return Optional.of(read);
			}
		}
		return Optional.empty();
	}

	/**
	 * Adopts the outcome of an observation of the lock.
	 */
	void apply(Update update) {
		this.step.tracker = update.tracker();
		if (update.news()) {
			this.deletionVerified = false;
			this.step.observed();
		}
	}

	/**
	 * Ensures that the next read is due within a window or earlier.
	 */
	void readWithin(Window window) {
		this.next = this.next.earlier(window);
	}

}
