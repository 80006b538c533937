package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.engine.Problems.Aspect;
import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * Opens a candidate's watch on the lock, mistrusts it, and closes it. Confined to the
 * engine's thread, except for the watcher's methods.
 */
final class WatchKeeper {

	/** How long polling goes on before the right to watch is tried again. */
	private static final Duration DENIED_PAUSE = Duration.ofMinutes(5);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	/**
	 * Even a watch that is never contradicted is opened anew after a while, in case its
	 * connection is dead.
	 */
	private static final Duration LONGEST_TRUST = Duration.ofMinutes(30);

	private static final long NEVER = Long.MAX_VALUE;

	/**
	 * A watch from the moment its opening is asked for.
	 */
	private final class Session implements LockWatcher {

		private long shown;

		private @Nullable LockWatch watch;

		Session(long from) {
			this.shown = from;
		}

		@Override
		public void changed(LockSnapshot snapshot) {
			WatchKeeper.this.engine.execute(() -> show(this, snapshot));
		}

		@Override
		public void closed(@Nullable LockException cause) {
			WatchKeeper.this.engine.execute(() -> ended(this, cause));
		}

	}

	private final Candidate candidate;

	private final EngineThread engine;

	private final LockCalls calls;

	private final Duration timeout;

	private final Runnable onNews;

	private final Runnable onChange;

	private final Backoff backoff;

	private @Nullable Session session;

	private boolean openedBefore;

	private long next;

	private long doubtAt = NEVER;

	/**
	 * Creates a keeper without a watch.
	 * @param candidate whose memory takes what the watch shows
	 * @param engine where decisions are taken
	 * @param calls makes the calls
	 * @param timeout how long opening a watch may take
	 * @param onNews runs when the memory has changed
	 * @param onChange runs when a watch was opened or has ended
	 */
	WatchKeeper(Candidate candidate, EngineThread engine, LockCalls calls, Duration timeout, Runnable onNews,
			Runnable onChange) {
		this.candidate = candidate;
		this.engine = engine;
		this.calls = calls;
		this.timeout = timeout;
		this.onNews = onNews;
		this.onChange = onChange;
		this.backoff = candidate.backoff(LONGEST_PAUSE);
	}

	boolean isWatching() {
		return this.session != null && this.session.watch != null;
	}

	/**
	 * Until when the watch is believed to show all there is.
	 */
	long doubtAt() {
		return this.doubtAt;
	}

	/**
	 * When a watch may be opened.
	 */
	long next() {
		return this.next;
	}

	/**
	 * Opens a watch after a fresh read, unless there is one or it is too early.
	 */
	void openIfDue(LockSnapshot from) {
		if (this.session != null || this.candidate.now() < this.next) {
			return;
		}
		Session opening = new Session(from.version());
		this.session = opening;
		this.calls.call("Opening the watch", this.timeout, () -> this.candidate.lock.watch(from, opening, this.timeout),
				(opened, failure) -> {
					if (this.session != opening) {
						if (opened != null) {
							closeElsewhere(opened);
						}
					}
					else if (opened != null) {
						opening.watch = opened;
						countRestart();
						this.candidate.problems.answered();
						trust();
						this.candidate.problems.cleared(Aspect.WATCH);
					}
					else if (failure != null) {
						this.session = null;
						failed(failure);
					}
					this.onChange.run();
				}, this::closeElsewhere);
	}

	private void countRestart() {
		if (this.openedBefore) {
			this.candidate.statistics.watchRestarted();
		}
		this.openedBefore = true;
	}

	private void failed(LockException failure) {
		if (failure.kind() == LockException.Kind.DENIED) {
			this.next = this.candidate.now() + DENIED_PAUSE.toNanos();
			this.candidate.problems.report(Aspect.WATCH,
					failure.getMessage() + " Until it is granted, the lock is read every "
							+ ElectionTimings.text(this.candidate.settings.timings().retryPeriod()) + ".");
		}
		else {
			this.next = this.candidate.now() + this.backoff.next(this.candidate.asked(failure));
			this.candidate.problems.report(Aspect.WATCH, "Opening the watch", failure.getMessage());
		}
	}

	/**
	 * Takes what a watch shows, also one that is mistrusted and being closed: news is
	 * news.
	 */
	private void show(Session source, LockSnapshot snapshot) {
		if (this.session == source) {
			this.backoff.reset();
			this.candidate.problems.answered();
			source.shown = Math.max(source.shown, snapshot.version());
		}
		if (this.candidate.memory.watched(snapshot, this.candidate.now())) {
			if (this.session == source) {
				trust();
			}
			this.onNews.run();
		}
	}

	/**
	 * Watches end: API servers see to that after a while, and restart. A little later a
	 * new one follows; only if that fails is something wrong.
	 */
	private void ended(Session source, @Nullable LockException cause) {
		if (this.session != source) {
			return;
		}
		close();
		long asked = (cause != null) ? this.candidate.asked(cause) : 0;
		this.next = this.candidate.now() + Math.max(asked, this.backoff.next(0) / 10);
		this.candidate.log.debug("Election '{}': the watch ended ({}) and will be opened again", this.candidate.name(),
				(cause != null) ? cause.getMessage() : "in good order");
		this.onChange.run();
	}

	private void trust() {
		if (isWatching()) {
			this.doubtAt = this.candidate.now() + LONGEST_TRUST.toNanos()
					+ this.candidate.random().nextLong(LONGEST_TRUST.toNanos() / 8);
		}
	}

	/**
	 * Believes the watch no longer than until a moment, unless it brings news before.
	 */
	void doubt(long at) {
		this.doubtAt = Math.min(this.doubtAt, at);
	}

	/**
	 * Whether the watch has shown a version or a later one.
	 */
	boolean hasShown(long version) {
		return this.session != null && this.session.shown >= version;
	}

	void close() {
		if (this.session != null && this.session.watch != null) {
			closeElsewhere(this.session.watch);
		}
		this.session = null;
		this.doubtAt = NEVER;
		this.next = this.candidate.now();
	}

	private void closeElsewhere(LockWatch old) {
		this.candidate.runtime.elsewhere(this.candidate.runtime.io(), old::close);
	}

}
