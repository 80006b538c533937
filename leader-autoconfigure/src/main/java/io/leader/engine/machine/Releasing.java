package io.leader.engine.machine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.engine.machine.Outbox.Write;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of a {@link Release} during one transition. The release is a
 * compare-and-set on the last known version of the lock, and is sent only if that version
 * contains a record of this candidate. After a failed attempt, the next one is based on
 * the latest version known when it is sent.
 */
final class Releasing {

	/**
	 * How long to wait for the result of a renewal in progress, since the renewal may
	 * change the version that the release is based on.
	 */
	private static final long SETTLING = Duration.ofMillis(250).toNanos();

	private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();

	private static final int MAX_DOUBLINGS = 5;

	private static final long SHORTEST_TIMEOUT = Duration.ofSeconds(1).toNanos();

	private final Step step;

	private Release.Pending release;

	Releasing(Step step, Release.Pending before) {
		this.step = step;
		this.release = before;
	}

	static Release begin(long term, LockSnapshot own, long now) {
		return new Release.Pending(term, own, now + SETTLING, OptionalLong.empty(), Window.at(0), 0, Optional.empty(),
				Optional.empty());
	}

	Release.Pending after() {
		return this.release;
	}

	/**
	 * Performs everything that is due.
	 * @param deadline the time after which the release is given up
	 * @return whether there is nothing left to do
	 */
	boolean proceed(long deadline) {
		Optional<LockSnapshot> held = held();
		if (held.isEmpty() || this.step.now >= deadline) {
			giveUp();
			return true;
		}
		this.step.wakeAt(deadline);
		if (this.release.call().isPresent()) {
			return false;
		}
		if (!this.step.outbox.isEmpty() && this.step.now < this.release.settled()) {
			this.step.wakeAt(this.release.settled());
			return false;
		}
		boolean isNews = this.release.refusedBase().filter((base) -> held.get().version() > base.version()).isPresent();
		if (!isNews && !this.step.isDue(Alarm.RELEASE, this.release.next())) {
			this.step.wakeWithin(Alarm.RELEASE, this.release.next());
			return false;
		}
		return !send(held.get(), deadline - this.step.now);
	}

	/**
	 * Returns the lock if, as last observed or written, it contains a record that this
	 * candidate sent. A record whose renew time differs from the one sent does not count,
	 * since it may have been written by a copy of this process that leads.
	 */
	private Optional<LockSnapshot> held() {
		LockSnapshot last = this.step.tracker.last().orElse(this.release.own());
		LockRecord record = last.record();
		return (record != null && this.step.own.contains(record)) ? Optional.of(last) : Optional.empty();
	}

	private boolean send(LockSnapshot held, long left) {
		LockRecord record = held.record();
		if (record == null) {
			return false;
		}
		this.step.act(new Effect.LeaseOver());
		long timeout = Math.min(left, Math.max(this.step.rules.retryPeriod(), SHORTEST_TIMEOUT));
		long call = this.step.write(Purpose.RELEASE, this.release.term(), held, record.releasedAt(this.step.wallTime()),
				timeout, 0);
		this.release = this.release.inProgress(call);
		return true;
	}

	boolean isCompletedBy(Write write) {
		return this.release.call().isPresent() && this.release.call().getAsLong() == write.call();
	}

	void succeeded() {
		this.release = this.release.succeeded();
	}

	void renewed(Write write, LockSnapshot written) {
		if (write.term() == this.release.term()) {
			this.release = this.release.written(written);
		}
	}

	/**
	 * Handles the failure of a release. A conflict may be due to a renewal of the same
	 * term or to a change that others made to the object around the record, and a write
	 * with an unknown result may have been applied. A read determines what happened. The
	 * first pause is short, even if a longer one was requested, since there is no leader
	 * in the meantime.
	 */
	void failed(Write write, Failure failure) {
		long longest = FIRST_PAUSE << Math.min(this.release.failures(), MAX_DOUBLINGS);
		Window pause = new Window(longest / 2, longest);
		if (this.release.failures() > 0) {
			pause = pause.notBefore(this.step.requestedPause(failure));
		}
		this.release = this.release.failed(write.base(), failure.message(), pause.shifted(this.step.now));
		this.step.observing.readNow();
	}

	private void giveUp() {
		LockRecord record = this.step.tracker.last().map(LockSnapshot::record).orElse(null);
		if (this.release.failure().isPresent() && (record == null || !record.isFree())) {
			this.step.act(new Effect.ReportNotReleased(this.release.failure().get()));
		}
	}

}
