package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.engine.Problems.Aspect;
import io.leader.lock.LockSnapshot;

/**
 * Keeps a candidate's memory of the lock fresh: by a watch, and by reading while there is
 * none. Confined to the engine's thread.
 */
final class LockObserver {

	private static final int MOST_UNANSWERED = 2;

	private static final long NEVER = Long.MAX_VALUE;

	private static final long LONG_WAIT = Duration.ofHours(1).toNanos();

	private final Candidate candidate;

	private final LockCalls calls;

	private final Runnable onNews;

	private final Runnable onChange;

	private final Duration timeout;

	private final Backoff backoff;

	private final WatchKeeper watch;

	/** Counts starts, so that the answer to a read of a former one is not taken. */
	private int round;

	private int unanswered;

	private long nextRead;

	private long lastRead;

	/** The deleted lock whose holder was asked for. */
	private @Nullable LockSnapshot rechecked;

	/** Until when the other side asked to be left alone. */
	private long notBefore;

	private boolean readAgain;

	private boolean running;

	private boolean looked;

	/**
	 * Creates an observer.
	 * @param candidate whose memory to keep fresh
	 * @param engine where decisions are taken
	 * @param calls makes the calls
	 * @param onNews runs when the memory has changed
	 * @param onChange runs when it is time to look again
	 */
	LockObserver(Candidate candidate, EngineThread engine, LockCalls calls, Runnable onNews, Runnable onChange) {
		this.candidate = candidate;
		this.calls = calls;
		this.onNews = onNews;
		this.onChange = onChange;
		ElectionTimings timings = candidate.settings.timings();
		this.timeout = timings.renewDeadline().dividedBy(2);
		this.backoff = candidate.backoff(timings.leaseDuration());
		this.watch = new WatchKeeper(candidate, engine, calls, this.timeout, onNews, this::watchChanged);
	}

	void start() {
		this.running = true;
		this.looked = false;
		this.nextRead = this.candidate.now();
	}

	/**
	 * Whether a read has been answered since the start: before, what is known is old.
	 */
	boolean hasLooked() {
		return this.looked;
	}

	void stop() {
		this.running = false;
		this.watch.close();
		this.round++;
		this.unanswered = 0;
	}

	/**
	 * Does what is due.
	 * @return when to look again
	 */
	long look() {
		long now = this.candidate.now();
		if (this.watch.isWatching()) {
			if (now < this.watch.doubtAt()) {
				return Math.min(this.watch.doubtAt(), Math.min(recheck(now), probe(now)));
			}
			this.watch.close();
			this.nextRead = now;
		}
		if (now >= Math.max(this.nextRead, this.notBefore) && this.unanswered < MOST_UNANSWERED) {
			read();
		}
		return (this.unanswered < MOST_UNANSWERED) ? Math.max(this.nextRead, this.notBefore) : NEVER;
	}

	/**
	 * Reads, although there is a watch, while the other side has not answered: nothing
	 * else may be asked of it for long.
	 */
	private long probe(long now) {
		if (this.candidate.problems.unreachableSince() == Problems.NEVER) {
			return NEVER;
		}
		if (now >= Math.max(this.nextRead, this.notBefore) && this.unanswered < MOST_UNANSWERED) {
			read();
		}
		return (this.unanswered < MOST_UNANSWERED) ? Math.max(this.nextRead, this.notBefore) : NEVER;
	}

	/**
	 * Reads, although there is a watch, while a holder is waited for that may be gone: of
	 * a lock that was deleted soon, of one that does not expire, or not for long, now and
	 * then.
	 */
	private long recheck(long now) {
		LockSnapshot seen = this.candidate.memory.seen();
		boolean mayBeGone = seen != null && !seen.isForeign() && this.candidate.lock.verifiesHolder()
				&& (seen.isAbsent() || this.candidate.isHeldForLife()) && isOfInterest(now);
		if (seen == null || !(mayBeGone || isLongWait(now))) {
			return NEVER;
		}
		ElectionTimings timings = this.candidate.settings.timings();
		boolean deleted = mayBeGone && seen.isAbsent();
		long pause = deleted ? this.candidate.retryPeriod() : timings.leaseDuration().toNanos();
		boolean justDeleted = deleted && !isRechecked(seen);
		long due = Math.max(justDeleted ? now : this.lastRead + pause, this.notBefore);
		if (now >= due && this.unanswered == 0) {
			this.rechecked = seen;
			read();
			return now + pause;
		}
		return (this.unanswered == 0) ? due : NEVER;
	}

	/**
	 * Whether the holder was asked for since this very deletion was seen: two deletions
	 * without a version are equal.
	 */
	@SuppressWarnings("ReferenceEquality")
	private boolean isRechecked(LockSnapshot deleted) {
		return deleted == this.rechecked;
	}

	/**
	 * Whether a holder asks for more than an hour: nothing else would contradict a watch
	 * that shows nothing for all that time.
	 */
	private boolean isLongWait(long now) {
		long remaining = this.candidate.memory.remaining(now);
		return remaining != NEVER && remaining > LONG_WAIT;
	}

	/**
	 * Whether a follower waits for a holder, or a leader for life could have been
	 * replaced without a sign: it renews nothing, so nothing else contradicts its watch.
	 */
	private boolean isOfInterest(long now) {
		return (this.candidate.authority.get() != null) ? this.candidate.isHeldForLife()
				: this.candidate.memory.remaining(now) > 0;
	}

	private void watchChanged() {
		if (!this.watch.isWatching()) {
			this.nextRead = Math.min(this.nextRead, this.watch.next());
		}
		this.onChange.run();
	}

	/**
	 * Reads as soon as no other read is under way.
	 */
	void readNow() {
		if (this.unanswered > 0) {
			this.readAgain = true;
		}
		else if (this.candidate.now() >= this.notBefore) {
			read();
		}
		else {
			this.nextRead = this.notBefore;
		}
	}

	/**
	 * Leaves the other side alone for as long as it asked.
	 */
	void pause(long asked) {
		this.notBefore = Math.max(this.notBefore, this.candidate.now() + asked);
	}

	/**
	 * Reads soon, since a write has an unknown result and only a sight of the lock can
	 * tell.
	 */
	void readUnlessWatching() {
		if (!this.watch.isWatching()) {
			readNow();
		}
	}

	/**
	 * Says that there must be news, since a write was refused: a watch that does not
	 * bring it within a retry period is taken for broken.
	 */
	void expectNews() {
		readUnlessWatching();
		this.watch.doubt(this.candidate.now() + this.candidate.retryPeriod());
	}

	/**
	 * Says that a version was written a while ago: a watch that has not shown it is taken
	 * for broken.
	 */
	void expectSeen(long version) {
		if (!this.watch.hasShown(version)) {
			this.watch.doubt(this.candidate.now());
		}
	}

	private void read() {
		if (!this.running) {
			// A late answer to a write of a candidate that has stopped.
			return;
		}
		long sent = this.candidate.now();
		this.lastRead = sent;
		// Unanswered or not, the next try comes after a retry period, and not later, so
		// that a follower that polls sees a release while the one who yielded stands
		// back.
		long retry = this.candidate.retryPeriod();
		this.nextRead = sent + retry - this.candidate.random().nextLong(retry / 5 + 1);
		int current = this.round;
		long highest = this.candidate.memory.highest();
		this.calls.call("Reading the lock", this.timeout, () -> this.candidate.lock.read(this.timeout),
				(snapshot, failure) -> {
					if (current != this.round) {
						return;
					}
					this.unanswered--;
					if (snapshot != null) {
						done(snapshot, highest);
					}
					else if (failure != null) {
						pause(this.candidate.asked(failure));
						this.nextRead = Math.max(this.nextRead, sent + this.backoff.next(0));
						this.candidate.problems.failed(Aspect.READ, "Reading the lock", failure);
					}
					if (this.readAgain && this.unanswered == 0) {
						this.readAgain = false;
						readNow();
					}
					this.onChange.run();
				});
		this.unanswered++;
	}

	private void done(LockSnapshot snapshot, long highestWhenSent) {
		this.looked = true;
		this.candidate.problems.answered();
		this.candidate.problems.cleared(Aspect.READ);
		this.backoff.reset();
		if (this.candidate.memory.read(snapshot, highestWhenSent, this.candidate.now())) {
			this.onNews.run();
		}
		if (this.running) {
			this.watch.openIfDue(snapshot);
		}
	}

}
