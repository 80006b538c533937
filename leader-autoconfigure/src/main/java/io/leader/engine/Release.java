package io.leader.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The release of a lock at the end of a term (rules 4 and 12): with the version of the
 * term's last own write, and when that is refused or not answered, again with what is
 * seen then, as long as the lock holds a record of this candidate. Confined to the
 * engine's thread.
 */
final class Release {

	/** What {@link #proceed} returns when the lock is released or not to be released. */
	static final long DONE = Long.MIN_VALUE;

	/**
	 * A renewal in progress changes the version that the release is compared with: so
	 * long its answer is waited for.
	 */
	private static final long SETTLING = Duration.ofMillis(250).toNanos();

	private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();

	private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

	private final Candidate candidate;

	private final LockWriter writer;

	private final LockObserver observer;

	private final Leadership leadership;

	private final long settled;

	private boolean underWay;

	private long next;

	private int failures;

	private @Nullable LockSnapshot refusedBase;

	private @Nullable String lastFailure;

	/**
	 * Creates a release.
	 * @param candidate who led
	 * @param writer sends it
	 * @param observer looks at the lock when it was refused
	 * @param leadership the term, which is drained
	 */
	Release(Candidate candidate, LockWriter writer, LockObserver observer, Leadership leadership) {
		this.candidate = candidate;
		this.writer = writer;
		this.observer = observer;
		this.leadership = leadership;
		this.settled = candidate.now() + SETTLING;
	}

	/**
	 * Does what is due.
	 * @param patience until when there is any use in it
	 * @return when to look again, or {@link #DONE}
	 */
	long proceed(long patience) {
		long now = this.candidate.now();
		LockSnapshot held = held();
		if (held == null || now >= patience) {
			giveUp();
			return DONE;
		}
		if (this.underWay) {
			return patience;
		}
		if (this.writer.unanswered() > 0 && now < this.settled) {
			return Math.min(this.settled, patience);
		}
		if (now < this.next && !isNews(held)) {
			return Math.min(this.next, patience);
		}
		send(held, patience - now);
		return this.underWay ? patience : DONE;
	}

	/**
	 * The lock as it holds a record that this candidate sent, by its last write or by
	 * what was seen since; {@code null} if it does not any more. A foreign renew time may
	 * be a copy's, which leads.
	 */
	private @Nullable LockSnapshot held() {
		LockSnapshot own = this.leadership.own();
		LockSnapshot seen = this.candidate.memory.seen();
		LockSnapshot last = (seen == null || (!seen.isAbsent() && seen.version() <= own.version())) ? own : seen;
		LockRecord record = last.record();
		return (record != null && this.candidate.own.contains(record)) ? last : null;
	}

	private boolean isNews(LockSnapshot held) {
		return this.refusedBase != null && held.version() > this.refusedBase.version();
	}

	private void send(LockSnapshot held, long left) {
		LockRecord record = held.record();
		if (record == null) {
			return;
		}
		this.candidate.leaseOver();
		Duration longest = Duration.ofNanos(Math.max(this.candidate.retryPeriod(), SHORTEST_TIMEOUT.toNanos()));
		Duration timeout = (longest.toNanos() < left) ? longest : Duration.ofNanos(left);
		this.writer.write("Releasing the lock", held, record.releasedAt(this.candidate.wallTime()), timeout,
				(written) -> released(), (failure) -> refused(held, failure));
		this.underWay = true;
	}

	private void released() {
		this.underWay = false;
		this.lastFailure = null;
	}

	/**
	 * A conflict may come of a renewal of the same term or of a change by others around
	 * the record, and an unknown result may be a success: a look tells. The first pause
	 * is short, whatever the other side asks for, since nobody leads meanwhile.
	 */
	private void refused(LockSnapshot base, LockException failure) {
		this.underWay = false;
		this.lastFailure = failure.getMessage();
		this.refusedBase = base;
		long longest = FIRST_PAUSE << Math.min(this.failures, 5);
		long pause = longest / 2 + this.candidate.random().nextLong(longest / 2 + 1);
		this.next = this.candidate.now()
				+ ((this.failures == 0) ? pause : Math.max(pause, this.candidate.asked(failure)));
		this.failures++;
		this.observer.readNow();
	}

	private void giveUp() {
		String failure = this.lastFailure;
		LockSnapshot seen = this.candidate.memory.seen();
		LockRecord record = (seen != null) ? seen.record() : null;
		if (failure != null && (record == null || !record.isFree())) {
			this.lastFailure = null;
			this.candidate.log.info("Election '{}': the lock was not released: {} {}", this.candidate.name(), failure,
					this.candidate.whatBecomesOfTheLock());
		}
	}

}
