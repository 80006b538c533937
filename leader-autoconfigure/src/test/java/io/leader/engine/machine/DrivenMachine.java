package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * A machine that a test drives in small steps. By default, the lease duration is 15 s,
 * the renew deadline 10 s, the retry period 2 s, and the shutdown timeout 5 s.
 */
final class DrivenMachine {

	static final long SECOND = 1_000_000_000;

	static final long MILLI = 1_000_000;

	static final InstanceMark MARK = new InstanceMark("uid", "first");

	private final Machine machine;

	private State state;

	private List<Effect> effects = List.of();

	private long now;

	DrivenMachine() {
		this(expiring());
	}

	DrivenMachine(Rules rules) {
		this.machine = new Machine(rules);
		this.state = this.machine.initial("me", new InstanceMark("uid", "image"), 0);
	}

	static Rules expiring() {
		return rules(List.of(), true, false, new Rules.Traits(false, false, Duration.ofSeconds(1)));
	}

	static Rules heldForLife() {
		return rules(List.of(), true, false, new Rules.Traits(true, true, Duration.ZERO));
	}

	static Rules rules(List<Long> backoffs, boolean releasesOnStop, boolean leadsForLife, Rules.Traits lock) {
		return new Rules(15 * SECOND, 15, 10 * SECOND, 2 * SECOND, backoffs, 5 * SECOND, 3 * SECOND, releasesOnStop,
				leadsForLife, lock);
	}

	// Steps

	/**
	 * Sets the time, in nanoseconds.
	 */
	DrivenMachine at(long time) {
		this.now = time;
		return this;
	}

	DrivenMachine take(Input input) {
		Transition transition = this.machine.next(this.state, input, this.now);
		this.state = transition.state();
		this.effects = transition.effects();
		return this;
	}

	DrivenMachine ring(Alarm alarm) {
		return take(new Input.Rang(alarm));
	}

	/**
	 * Starts a campaign and completes its first read.
	 */
	DrivenMachine follow(LockSnapshot seen) {
		return take(new Input.Start()).take(new Input.Named("me", MARK)).readSucceeded(seen);
	}

	/**
	 * Completes the last read.
	 */
	DrivenMachine readSucceeded(LockSnapshot result) {
		return take(new Input.ReadSucceeded(lastRead().call(), result));
	}

	DrivenMachine readFailed(Failure failure) {
		return take(new Input.ReadFailed(lastRead().call(), failure));
	}

	/**
	 * Rings the alarm for a claim. The machine claims the lock only if a claim is due.
	 */
	DrivenMachine claim() {
		return ring(Alarm.CLAIM);
	}

	/**
	 * Acknowledges the last write.
	 */
	DrivenMachine written(long version) {
		Outbox.Write write = lastWrite();
		return take(new Input.Written(write.call(), LockSnapshot.of(version, write.record(), null)));
	}

	DrivenMachine writeFailed(Failure failure) {
		return take(new Input.WriteFailed(lastWrite().call(), failure));
	}

	/**
	 * Creates the lock, with version 1, and begins a term at the current time.
	 */
	DrivenMachine lead() {
		return follow(LockSnapshot.absent()).claim().written(1);
	}

	/**
	 * Opens the requested watch.
	 */
	DrivenMachine watch() {
		return take(new Input.WatchOpened(session()));
	}

	DrivenMachine show(LockSnapshot snapshot) {
		return take(new Input.WatchReported(session(), snapshot));
	}

	DrivenMachine drained() {
		long term = ((State.SteppingDown) this.state).drain().term().orElseThrow();
		return take(new Input.ListenersReturned(term)).take(new Input.CallsFinished(term));
	}

	// Results

	State state() {
		return this.state;
	}

	Situation situation() {
		return this.state.situation();
	}

	Term term() {
		return ((State.Leading) this.state).term();
	}

	State.SteppingDown down() {
		return (State.SteppingDown) this.state;
	}

	Campaign campaign() {
		return ((State.Following) this.state).campaign();
	}

	List<Effect> effects() {
		return this.effects;
	}

	<E extends Effect> List<E> effects(Class<E> type) {
		return this.effects.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Returns the window in which an alarm rings, or empty if the alarm is not set.
	 */
	Optional<Window> alarm(Alarm alarm) {
		return effects(Effect.Wake.class).stream()
			.filter((wake) -> wake.alarm() == alarm)
			.map(Effect.Wake::window)
			.findFirst();
	}

	Outbox.Write lastWrite() {
		List<Outbox.Write> writes = situation().outbox().writes();
		return writes.get(writes.size() - 1);
	}

	Observation.Read lastRead() {
		List<Observation.Read> reads = situation().observation().reads();
		return reads.get(reads.size() - 1);
	}

	long session() {
		Watch watch = situation().observation().watching().watch();
		return (watch instanceof Watch.Opening opening) ? opening.session() : ((Watch.Open) watch).session();
	}

	// What others do

	static LockSnapshot heldBy(String holder, long version, int seconds) {
		Instant time = Instant.EPOCH.plusSeconds(version);
		return LockSnapshot.of(version, new LockRecord(holder, seconds, time, time, 1, null), null);
	}

	static LockSnapshot released(long version) {
		return LockSnapshot.of(version, new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 1, null), null);
	}

	static Failure conflict() {
		return new Failure(Kind.CONFLICT, "409", OptionalLong.empty());
	}

	static Failure denied() {
		return new Failure(Kind.DENIED, "403", OptionalLong.empty());
	}

	static Failure unknown() {
		return new Failure(Kind.FAILED, "no response", OptionalLong.empty());
	}

	static Failure busy(long retryAfter) {
		return new Failure(Kind.FAILED, "429", OptionalLong.of(retryAfter));
	}

}
