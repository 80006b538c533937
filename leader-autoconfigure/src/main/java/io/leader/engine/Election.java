package io.leader.engine;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;
import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.Observation;
import io.leader.engine.machine.Situation;
import io.leader.engine.machine.State;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockSnapshot;

/**
 * The application's view of a candidate. Checks the authority and the clocks, and never
 * waits for the engine.
 */
final class Election implements ManagedElection {

	/**
	 * How soon a claim must be due to count as part of the start of a candidate.
	 */
	private static final long SOON = Duration.ofMillis(20).toNanos();

	private final Candidate candidate;

	private final EventQueue events;

	private final ElectionReporter reporter;

	private final ElectionDriver driver;

	Election(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load) {
		this(settings, lock, runtime, load, null);
	}

	/**
	 * Creates an election.
	 * @param self the election that is passed to listeners, or {@code null} for this one
	 */
	Election(ElectionSettings settings, ElectionLock lock, ElectionRuntime runtime, Load load,
			@Nullable LeaderElection self) {
		this.candidate = Candidate.of(settings, lock, runtime);
		this.events = new EventQueue(settings.name(), runtime.listeners(), runtime::soon, this.candidate.log());
		Machine machine = new Machine(this.candidate.rules());
		State initial = machine.initial(settings.identity().get(), settings.mark().get(),
				this.candidate.clocksApart(this.candidate.now()));
		this.driver = new ElectionDriver(this.candidate, machine, initial,
				(state) -> new ElectionReporter(this.candidate, this.events, (self != null) ? self : this, state),
				load);
		this.reporter = this.driver.reporter();
	}

	@Override
	public String name() {
		return this.candidate.name();
	}

	@Override
	public String identity() {
		return situation().own().identity();
	}

	private Situation situation() {
		return this.driver.state().situation();
	}

	@Override
	public boolean isLeader() {
		return this.candidate.authority().leads();
	}

	@Override
	public LeaderElectionStatus status() {
		return this.reporter.status();
	}

	@Override
	public OptionalLong fencingToken() {
		return this.candidate.authority().fencingToken();
	}

	@Override
	public RemainingTime leaseRemaining() {
		return this.candidate.authority().leaseRemaining();
	}

	@Override
	public boolean yieldLeadership() {
		OptionalLong term = this.candidate.settings().forLife() ? OptionalLong.empty()
				: this.candidate.authority().giveUp();
		term.ifPresent((number) -> this.driver.feed(new Input.Yielded(number)));
		return term.isPresent();
	}

	@Override
	public boolean yieldLeadership(Duration stayOut) {
		requireNotNegative(stayOut, name());
		Duration absence = (stayOut.compareTo(LONGEST_ABSENCE) < 0) ? stayOut : LONGEST_ABSENCE;
		long until = this.candidate.now() + absence.toNanos();
		boolean led = yieldLeadership();
		this.driver.feed(new Input.StayOut(until));
		return led;
	}

	static void requireNotNegative(Duration stayOut, String election) {
		if (stayOut.isNegative()) {
			throw new IllegalArgumentException(
					"The stay-out time (" + stayOut + ") of election '" + election + "' must not be negative.");
		}
	}

	@Override
	public boolean endAbsence() {
		boolean absent = this.candidate.now() < situation().outUntil();
		this.driver.feed(new Input.EndAbsence());
		return absent;
	}

	@Override
	public ElectionStatistics statistics() {
		return this.candidate.counters();
	}

	@Override
	public @Nullable GuardedCall enter() {
		GuardedCalls.Call call = enterUnregistered();
		// Only a term preparation needs to know which calls a thread is in.
		return (call == null || this.candidate.settings().preparation().isEmpty()) ? call
				: GuardedThread.enter(name(), call.fencingToken(), call);
	}

	/**
	 * Counts a refused guarded call.
	 * @return {@code null}
	 */
	@Nullable GuardedCall refuse() {
		this.candidate.counters().guarded(GuardedCallOutcome.REFUSED);
		return null;
	}

	/**
	 * Enters a guarded call without registering it with the current thread.
	 * @return the call, or {@code null} if this candidate does not lead
	 */
	GuardedCalls.@Nullable Call enterUnregistered() {
		return this.candidate.authority().enter();
	}

	@Override
	public void addListener(LeaderElectionListener listener) {
		this.events.add(listener);
	}

	@Override
	public void removeListener(LeaderElectionListener listener) {
		this.events.remove(listener);
	}

	@Override
	public void addSign(LeadershipSign sign) {
		this.candidate.authority().addSign(sign);
	}

	@Override
	public void start() {
		this.driver.feed(new Input.Start());
	}

	@Override
	public boolean hasStarted() {
		State now = this.driver.state();
		Observation observation = now.situation().observation();
		if (!observation.running() || observation.failures() > 0) {
			return observation.running();
		}
		return observation.hasRead() && !(now instanceof State.Following following && isClaiming(following));
	}

	/**
	 * Returns whether a claim of the lock is in progress or due soon, as opposed to
	 * delayed. Returns {@code false} after a failed claim.
	 */
	private boolean isClaiming(State.Following following) {
		if (following.situation().claims().failures() > 0) {
			return false;
		}
		if (!following.situation().outbox().writes().isEmpty()) {
			return true;
		}
		long wait = this.candidate.rules().extraWait(following.situation().othersLed());
		long now = this.candidate.now();
		return following.campaign().turn().filter((turn) -> turn.from() + wait < now + SOON).isPresent();
	}

	@Override
	public CompletableFuture<Void> stop() {
		return this.driver.stop();
	}

	/**
	 * Returns whether this candidate is stopping or is not running.
	 */
	boolean isStopping() {
		State now = this.driver.state();
		return now instanceof State.Stopped || (now instanceof State.SteppingDown down && !down.wanted());
	}

	/**
	 * Stops this candidate while its process continues to run. Unlike {@link #stop()},
	 * releases the lock of a leader even if the lock is to be kept when the process shuts
	 * down. A candidate that leads for life does not release the lock.
	 */
	CompletableFuture<Void> leave() {
		yieldLeadership();
		return stop();
	}

	/**
	 * Notifies the listeners of another leader that was observed on the other lock of a
	 * {@link PairedElection}.
	 */
	void notifyOtherLeader(String leader) {
		this.reporter.notifyOtherLeader(leader);
	}

	/**
	 * Returns whether this candidate has authority, or whether some candidate was last
	 * observed to hold the lock and the lock can be used, read, and written. Called on
	 * the engine's thread.
	 */
	boolean isHeld() {
		boolean held = situation().tracker()
			.last()
			.map(LockSnapshot::record)
			.filter((record) -> !record.isFree())
			.isPresent();
		return holds() || (held && !this.reporter.hasTrouble());
	}

	/**
	 * Returns whether this candidate has authority, even if its term has not begun for
	 * the application.
	 */
	boolean holds() {
		return this.candidate.authority().holds();
	}

	/**
	 * Reads the lock as soon as no other read is in progress and any pause that the
	 * server requested has ended.
	 */
	void readSoon() {
		this.driver.feed(new Input.ReadAgain());
	}

	/**
	 * Returns a future that completes when all earlier events have been delivered to the
	 * listeners or discarded.
	 */
	CompletableFuture<Void> delivered() {
		return this.events.delivered();
	}

	@Override
	public String toString() {
		return "election '" + name() + "' as '" + identity() + "'";
	}

}
