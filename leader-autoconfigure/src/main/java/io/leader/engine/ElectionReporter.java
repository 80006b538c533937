package io.leader.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics.RenewalOutcome;
import io.leader.election.ElectionStatistics.RevocationCause;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionStatus;
import io.leader.engine.machine.Aspect;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Situation;
import io.leader.engine.machine.State;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.PrintableText;

/**
 * Reports the events of a candidate in the log, to the listeners, and in its status.
 * Confined to the engine's thread, except {@link #status} and {@link #notifyOtherLeader}.
 */
final class ElectionReporter {

	private final Candidate candidate;

	private final EventQueue events;

	private final LeaderElection election;

	private final Problems problems;

	private final PublishedStatus published;

	private final Supplier<State> state;

	private final TermOpening opening;

	/**
	 * Whether the listeners were notified of the start of the term, and therefore must be
	 * notified of its end.
	 */
	private boolean notified;

	private @Nullable String leader;

	private @Nullable String stranger;

	/**
	 * Creates a reporter.
	 * @param candidate the candidate to report on
	 * @param events the queue that notifies the listeners
	 * @param election the election that is passed to listeners
	 * @param state supplies the state after the last input
	 */
	ElectionReporter(Candidate candidate, EventQueue events, LeaderElection election, Supplier<State> state) {
		this.candidate = candidate;
		this.events = events;
		this.election = election;
		this.problems = new Problems(candidate.name(), candidate.log());
		this.published = new PublishedStatus(candidate, state.get().situation());
		this.state = state;
		this.opening = new TermOpening(candidate, this::notBegun, election::yieldLeadership);
	}

	/**
	 * Registers the actions that notify, report, and count.
	 * @param <S> the type that performs the effects of a candidate
	 * @param performers the registry to add to
	 * @param of returns the reporter of a candidate
	 */
	static <S> void registerActions(EffectPerformers<S> performers, Function<S, ElectionReporter> of) {
		performers.on(Effect.NotifyCandidacy.class, (shell, candidacy) -> of.apply(shell).campaigning());
		performers.on(Effect.NotifyGranted.class, (shell, granted) -> of.apply(shell).granted(granted.token()));
		performers.on(Effect.NotifyObserved.class, (shell, news) -> of.apply(shell).observed(news.seen(), news.mine()));
		performers.on(Effect.Report.class,
				(shell, report) -> of.apply(shell).problems.report(report.aspect(), report.what(), report.sentence()));
		performers.on(Effect.ReportPolling.class, (shell, report) -> of.apply(shell).polling(report));
		performers.on(Effect.ReportLongWait.class, (shell, report) -> of.apply(shell).longWait(report));
		performers.on(Effect.ReportDeletion.class, (shell, report) -> of.apply(shell).deletion(report));
		performers.on(Effect.ReportForeignRenewTime.class, (shell, report) -> of.apply(shell).foreignRenewTime());
		performers.on(Effect.ReportNotReleased.class, (shell, report) -> of.apply(shell).notReleased(report));
		performers.on(Effect.Clear.class, (shell, clear) -> of.apply(shell).problems.clear(clear.aspect()));
		performers.on(Effect.CountGrant.class, (shell, count) -> of.apply(shell).claimed(count.sinceFree()));
		performers.on(Effect.CountRenewal.class,
				(shell, count) -> of.apply(shell).counters().renewed(switch (count.outcome()) {
					case SUCCEEDED -> RenewalOutcome.SUCCEEDED;
					case CONFLICT -> RenewalOutcome.CONFLICT;
					case FAILED -> RenewalOutcome.FAILED;
				}, count.took()));
		performers.on(Effect.CountWatchRestart.class, (shell, count) -> of.apply(shell).counters().watchRestarted());
	}

	private ElectionCounters counters() {
		return this.candidate.counters();
	}

	private void foreignRenewTime() {
		this.candidate.log()
			.warn("Election '{}': another process changed the renew time of the lock; the next renewal overwrites it",
					this.candidate.name());
	}

	private void notReleased(Effect.ReportNotReleased report) {
		this.candidate.log()
			.info("Election '{}': the lock was not released: {} {}", this.candidate.name(), report.failure(),
					this.candidate.unreleasedLockSentence());
	}

	private void polling(Effect.ReportPolling report) {
		this.problems.report(Aspect.WATCH, report.failure().message() + " Without a watch, the lock is read every "
				+ ElectionTimings.text(this.candidate.settings().timings().retryPeriod()) + ".");
	}

	private void longWait(Effect.ReportLongWait report) {
		Instant now = Instant.ofEpochMilli(this.candidate.runtime().clock().currentTimeMillis());
		this.problems.report(Aspect.WAIT,
				"The lock " + (report.deleted() ? "was deleted while it was held by" : "is held by") + " '"
						+ report.holder() + "', whose record has a lease of "
						+ TimeUnit.NANOSECONDS.toSeconds(report.lease()) + " s. This candidate waits until "
						+ now.plusNanos(report.remaining()).truncatedTo(ChronoUnit.SECONDS)
						+ ", or longer if the holder renews it. To end the wait, write a released record (no holder).");
	}

	private void deletion(Effect.ReportDeletion report) {
		this.problems.report(Aspect.WAIT,
				"The lock was deleted while it was held by '%s', whose Pod may continue to lead without it. This candidate waits until that Pod is gone or acquires the lock again. If the Pod does not lead, delete the Pod to end the wait."
					.formatted(report.holder()));
	}

	void overdue(boolean listenersReturned, int running) {
		String calls = (running > 0) ? running + " guarded call(s)" : "";
		String listener = listenersReturned ? "" : "a listener that has not returned";
		this.problems.report(Aspect.DRAIN,
				"The previous term has not ended in time; still in progress: " + calls
						+ (calls.isEmpty() || listener.isEmpty() ? "" : " and ") + listener + ". "
						+ this.candidate.unreleasedLockSentence());
	}

	/**
	 * Returns the current status. Can be called from any thread.
	 */
	LeaderElectionStatus status() {
		return this.published.status();
	}

	void failed(Throwable failure) {
		this.candidate.log()
			.error("Election '{}': a step failed and will be retried. This is a bug: please report it.",
					this.candidate.name(), failure);
	}

	private String identity() {
		return this.state.get().situation().own().identity();
	}

	private void campaigning() {
		this.candidate.log()
			.info("Election '{}': campaigning as '{}' for {}", this.candidate.name(), identity(),
					this.candidate.lock());
	}

	private void granted(long token) {
		this.leader = identity();
		this.opening.open(() -> notifyGranted(token));
	}

	private void claimed(long sinceFree) {
		counters().claimed(sinceFree, this.candidate.now());
	}

	private void notBegun(String why) {
		if (why.isEmpty()) {
			this.problems.clear(Aspect.PREPARATION);
		}
		else {
			this.problems.report(Aspect.PREPARATION, why);
		}
		publish();
	}

	/**
	 * Notifies the listeners of a grant only once, even if a later action fails and is
	 * retried.
	 */
	private void notifyGranted(long token) {
		if (!this.notified) {
			this.events.granted((listener) -> listener.onGranted(this.election, token));
			this.notified = true;
			counters().begun(this.candidate.now());
		}
		this.candidate.log()
			.info("Election '{}': leading as '{}' with fencing token {}", this.candidate.name(), identity(), token);
	}

	void revoked(Effect.NotifyRevoked revoked, Runnable listenersReturned) {
		this.leader = null;
		boolean begun = this.notified;
		String notBegun = this.opening.end();
		this.problems.withdraw(Aspect.PREPARATION);
		this.events.revoked((listener) -> {
			if (begun) {
				listener.onRevoked(this.election);
			}
		}, listenersReturned);
		this.notified = false;
		counters().ended(switch (revoked.cause()) {
			case YIELDED -> RevocationCause.YIELDED;
			case STOPPED -> RevocationCause.STOPPED;
			case EXPIRED -> RevocationCause.EXPIRED;
			case LOST -> RevocationCause.LOST;
		});
		String news = begun ? "no longer leading: " + revoked.sentence()
				: "the term ended before the application could lead: " + revoked.sentence() + ". Last problem: "
						+ notBegun;
		this.candidate.log().info("Election '{}': {}", this.candidate.name(), news);
	}

	/**
	 * Reports another holder if it is new, or warns of a holder with the same identity.
	 * @param seen the observed lock
	 * @param mine whether the record is from this run or an earlier run of this candidate
	 */
	private void observed(LockSnapshot seen, boolean mine) {
		LockRecord record = seen.record();
		if (record == null || record.isFree() || mine || seen.isHolderGone()) {
			return;
		}
		if (record.holder().equals(identity())) {
			warnOfStranger(record);
		}
		else if (!record.holder().equals(this.leader)) {
			this.leader = record.holder();
			this.problems.forget(Aspect.PREPARATION);
			notifyOtherLeader(record.holder());
			this.candidate.log().info("Election '{}': '{}' leads", this.candidate.name(), record.printableHolder());
		}
	}

	/**
	 * Notifies the listeners of another leader. Can be called from any thread.
	 */
	void notifyOtherLeader(String other) {
		this.events.other((listener) -> listener.onOtherLeader(this.election, other));
	}

	private void warnOfStranger(LockRecord record) {
		String instance = Objects.requireNonNullElse(record.instance(), "none");
		if (instance.equals(this.stranger)) {
			return;
		}
		this.stranger = instance;
		String own = this.state.get().situation().own().mark().toString();
		if (instance.equals(own)) {
			this.candidate.log()
				.warn("Election '{}': the lock names this candidate '{}' in a record that the candidate did not write. "
						+ "It waits as it does for any other holder.", this.candidate.name(), record.printableHolder());
			return;
		}
		if (InstanceMark.isOfThisJvm(instance)) {
			this.candidate.log()
				.warn("Election '{}': another application in this JVM holds the lock under the same identity '{}'. "
						+ "This candidate waits as it does for any other holder. Give each application a unique "
						+ "identity (leader.identity) or, if they are not meant to share a lock, a separate lock "
						+ "(leader.lock-name).", this.candidate.name(), record.printableHolder());
			return;
		}
		this.candidate.log()
			.error("Election '{}': another process holds the lock under this candidate's identity '{}' "
					+ "(its instance mark is {}, not {}). This candidate waits as it does for any other holder. Give "
					+ "each process a unique identity (leader.identity). If the other process was an earlier run of "
					+ "this container, set POD_UID so that it is recognized.", this.candidate.name(),
					record.printableHolder(), PrintableText.of(instance), own);
	}

	/**
	 * Publishes the status after a step.
	 */
	void publish() {
		Situation now = this.state.get().situation();
		LockSnapshot seen = now.tracker().last().orElse(null);
		this.problems.checkRecord(seen);
		this.published.update(now, this.problems);
	}

	/**
	 * Returns whether the lock cannot be used, read, or written.
	 */
	boolean hasTrouble() {
		return this.problems.of(Aspect.RECORD) != null || this.problems.of(Aspect.READ) != null
				|| this.problems.of(Aspect.WRITE) != null;
	}

}
