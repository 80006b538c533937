package io.leader.election;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

import io.leader.election.Problems.Aspect;

/**
 * Keeps a candidate's memory of the lock fresh: by a watch, and by reading while there is
 * none. Confined to the engine's thread, except for the watcher's methods.
 */
final class LockObserver {

	/**
	 * How long polling goes on before the right to watch is tried again.
	 */
	private static final Duration DENIED_PAUSE = Duration.ofMinutes(5);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private static final Duration LONGEST_TRUST = Duration.ofMinutes(30);

	private static final int MOST_UNANSWERED = 2;

	private static final long NEVER = Long.MAX_VALUE;

	private final Candidate candidate;

	private final EngineThread engine;

	private final LockCalls calls;

	private final Runnable onNews;

	private final Runnable onChange;

	private final Duration timeout;

	private final Backoff readBackoff;

	private final Backoff watchBackoff;

	private @Nullable Opening opening;

	private @Nullable LockWatch watch;

	private @Nullable Opening watched;

	private int readsOut;

	private int readRound;

	private long lastReadSent;

	private long nextRead;

	private long nextWatch;

	private long doubtAt = NEVER;

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
		this.engine = engine;
		this.calls = calls;
		this.onNews = onNews;
		this.onChange = onChange;
		ElectionTimings timings = candidate.settings.timings();
		this.timeout = timings.renewDeadline().dividedBy(2);
		this.readBackoff = new Backoff(timings.retryPeriod(), timings.leaseDuration(), candidate.runtime.random());
		this.watchBackoff = new Backoff(timings.retryPeriod(), LONGEST_PAUSE, candidate.runtime.random());
	}

	void start() {
		this.nextRead = this.candidate.now();
		this.nextWatch = this.nextRead;
	}

	void stop() {
		closeWatch();
		this.opening = null;
		this.readRound++;
		this.readsOut = 0;
	}

	/**
	 * Does what is due.
	 * @return when to look again
	 */
	long look() {
		long time = this.candidate.now();
		if (this.watch != null) {
			if (time < this.doubtAt) {
				return this.doubtAt;
			}
			closeWatch();
			this.nextRead = time;
			this.nextWatch = time;
		}
		if (time >= this.nextRead && this.readsOut < MOST_UNANSWERED) {
			read();
		}
		return (this.readsOut < MOST_UNANSWERED) ? this.nextRead : NEVER;
	}

	/**
	 * Reads as soon as no other read is under way.
	 */
	void readNow() {
		if (this.readsOut == 0) {
			read();
		}
	}

	/**
	 * Reads soon, since a write has an unknown result and only a sight of the lock can
	 * tell.
	 */
	void readUnlessWatching() {
		if (this.watch == null) {
			readNow();
		}
	}

	/**
	 * Says that there must be news, since a write was refused: a watch that does not
	 * bring it within a retry period is taken for broken.
	 */
	void expectNews() {
		if (this.watch == null) {
			readNow();
		}
		else {
			this.doubtAt = Math.min(this.doubtAt, this.candidate.now() + this.candidate.retryPeriod());
		}
	}

	/**
	 * Says that a version was written a while ago: a watch that has not shown it is taken
	 * for broken.
	 */
	void expectSeen(long version) {
		if (this.watch != null && this.watched != null && this.watched.shown < version) {
			this.doubtAt = this.candidate.now();
		}
	}

	private void read() {
		long sent = this.candidate.now();
		this.lastReadSent = sent;
		// Unanswered or not, the next try comes after a retry period.
		long retry = this.candidate.retryPeriod();
		// Never longer than that, so that a follower that polls sees a release while the
		// one who yielded stands back.
		this.nextRead = sent + retry - this.candidate.runtime.random().nextLong(retry / 5 + 1);
		this.readsOut++;
		int round = this.readRound;
		long highest = this.candidate.memory.highest();
		this.calls.call("Reading the lock", this.timeout, () -> this.candidate.lock.read(this.timeout),
				(snapshot, failure) -> {
					if (round != this.readRound) {
						return;
					}
					this.readsOut--;
					if (snapshot != null) {
						readDone(snapshot, highest);
					}
					else if (failure != null) {
						this.candidate.problems.report(Aspect.READ, failure.getMessage());
						this.nextRead = Math.max(this.nextRead,
								this.lastReadSent + this.readBackoff.next(Backoff.asked(failure)));
						this.onChange.run();
					}
				});
	}

	private void readDone(LockSnapshot snapshot, long highestWhenSent) {
		this.candidate.problems.cleared(Aspect.READ);
		this.readBackoff.reset();
		if (this.candidate.memory.read(snapshot, highestWhenSent, this.candidate.now())) {
			this.onNews.run();
		}
		if (this.watch == null && this.opening == null && this.candidate.now() >= this.nextWatch) {
			openWatch(snapshot);
		}
		this.onChange.run();
	}

	private void openWatch(LockSnapshot from) {
		Opening current = new Opening(from.version());
		this.opening = current;
		this.calls.call("Opening the watch", this.timeout, () -> this.candidate.lock.watch(from, current, this.timeout),
				(opened, failure) -> {
					if (this.opening != current) {
						if (opened != null) {
							closeElsewhere(opened);
						}
						return;
					}
					this.opening = null;
					if (opened != null) {
						this.watch = opened;
						this.watched = current;
						trustWatch();
						this.candidate.problems.cleared(Aspect.WATCH);
					}
					else if (failure != null) {
						watchFailed(failure);
					}
					this.onChange.run();
				}, this::closeElsewhere);
	}

	private void watchFailed(LockException failure) {
		long time = this.candidate.now();
		if (failure.kind() == LockException.Kind.DENIED) {
			this.nextWatch = time + DENIED_PAUSE.toNanos();
			this.candidate.problems.report(Aspect.WATCH, failure.getMessage() + " Until then the lock is read every "
					+ ElectionTimings.text(this.candidate.settings.timings().retryPeriod()) + ".");
		}
		else {
			this.nextWatch = time + this.watchBackoff.next(Backoff.asked(failure));
			this.nextRead = Math.max(this.nextRead, time);
			this.candidate.problems.report(Aspect.WATCH, failure.getMessage());
		}
	}

	/**
	 * Watches end: API servers see to that after a while, and restart. A little later one
	 * read and a new watch follow; only if that fails is something wrong.
	 */
	private void ended(@Nullable LockException cause) {
		long asked = (cause != null) ? Backoff.asked(cause) : 0;
		this.nextWatch = this.candidate.now() + Math.max(asked, this.watchBackoff.next(0) / 10);
		this.candidate.log.debug("Election '{}': the watch ended ({}) and will be opened again", this.candidate.name(),
				(cause != null) ? cause.getMessage() : "in good order");
		this.nextRead = this.nextWatch;
	}

	/**
	 * Even a watch that is never contradicted is opened anew after a while, in case its
	 * connection is dead.
	 */
	private void trustWatch() {
		this.doubtAt = this.candidate.now() + LONGEST_TRUST.toNanos()
				+ this.candidate.runtime.random().nextLong(LONGEST_TRUST.toNanos() / 8);
	}

	private void closeWatch() {
		if (this.watch != null) {
			closeElsewhere(this.watch);
		}
		this.watch = null;
		this.watched = null;
		this.doubtAt = NEVER;
	}

	private void closeElsewhere(LockWatch old) {
		try {
			this.candidate.runtime.io().execute(old::close);
		}
		catch (RejectedExecutionException ex) {
			old.close();
		}
	}

	/**
	 * A watch from the moment its opening was asked for.
	 */
	private final class Opening implements LockWatcher {

		private long shown;

		Opening(long from) {
			this.shown = from;
		}

		@Override
		public void changed(LockSnapshot snapshot) {
			LockObserver.this.engine.execute(() -> {
				if (LockObserver.this.watched != this && LockObserver.this.opening != this) {
					return;
				}
				LockObserver.this.watchBackoff.reset();
				this.shown = Math.max(this.shown, snapshot.version());
				if (LockObserver.this.candidate.memory.watched(snapshot, LockObserver.this.candidate.now())) {
					trustWatch();
					LockObserver.this.onNews.run();
				}
			});
		}

		@Override
		public void closed(@Nullable LockException cause) {
			LockObserver.this.engine.execute(() -> {
				if (LockObserver.this.watched == this) {
					closeWatch();
				}
				else if (LockObserver.this.opening == this) {
					LockObserver.this.opening = null;
				}
				else {
					return;
				}
				ended(cause);
				LockObserver.this.onChange.run();
			});
		}

	}

}
