package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.released;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when, after the end of a term, the machine reports that others might hold the
 * lock, regardless of whether the lease has expired according to the clock.
 */
class LeaseOverTests {

	private final DrivenMachine machine = new DrivenMachine();

	private final DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());

	@ParameterizedTest
	@CsvSource({ "absent, 1", "released, 1", "other, 1", "edited, 1", "mangled, 0", "touched, 0", "own, 0" })
	void dependsOnWhatIsObservedAfterTheTerm(String what, int expected) {
		LockRecord own = this.machine.lead().watch().term().own().record();
		LockSnapshot seen = observation(what, own);
		this.machine.take(new Input.Yielded(this.machine.term().number())).show(seen);
		assertThat(this.machine.effects(Effect.LeaseOver.class)).as("stepping down").hasSize(expected);

		this.forLife.lead().watch();
		this.forLife.take(new Input.Stop()).take(new Input.Start()).at(60 * SECOND).ring(Alarm.STEP);
		assertThat(this.forLife.state()).isInstanceOf(State.SteppingDown.class);
		this.forLife.show(observation(what, this.forLife.down().situation().tracker().last().orElseThrow().record()));
		assertThat(this.forLife.effects(Effect.LeaseOver.class)).as("overdue").hasSize(expected);
	}

	@ParameterizedTest
	@CsvSource({ "absent, 1", "other, 1", "touched, 0", "own, 0" })
	void dependsOnWhatTheFollowerObserves(String what, int expected) {
		LockRecord own = this.machine.lead().watch().term().own().record();
		this.machine.at(10 * SECOND).ring(Alarm.STEP).drained();
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		this.machine.show(observation(what, own));
		assertThat(this.machine.effects(Effect.LeaseOver.class)).hasSize(expected);
	}

	private static LockSnapshot observation(String what, LockRecord own) {
		return switch (what) {
			case "absent" -> LockSnapshot.absent(2);
			case "released" -> released(2);
			case "other" -> heldBy("other", 2, 15);
			case "edited" -> LockSnapshot.of(2, new LockRecord(own.holder(), 99, own.acquireTime(), own.renewTime(),
					own.transitions(), own.instance()), null);
			case "mangled" -> LockSnapshot.unreadable(2, "mangled", null);
			case "touched" ->
				LockSnapshot.of(2, own.renewedAt(Instant.EPOCH.plusSeconds(40), Duration.ofSeconds(1)), null);
			case "own" -> LockSnapshot.of(2, own, null);
			default -> throw new IllegalArgumentException(what);
		};
	}

	@Test
	void aRenewalAppliedAfterTheTermIsItsOwnRecord() {
		this.machine.lead().watch().at(5 * SECOND).ring(Alarm.RENEW);
		LockRecord renewal = this.machine.lastWrite().record();
		this.machine.take(new Input.Yielded(this.machine.term().number())).show(LockSnapshot.of(2, renewal, null));
		assertThat(this.machine.effects(Effect.LeaseOver.class)).isEmpty();
	}

	/**
	 * The candidate no longer remembers the records that it has sent. While the record in
	 * the lock stays the same, only the clock shows when the lease ends.
	 */
	@Test
	void anUnchangedRecordThatIsNoLongerRememberedIsNotAnothers() {
		LockRecord own = this.machine.lead().watch().term().own().record();
		this.machine.take(new Input.ClocksApart(11 * SECOND));
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
		this.machine.show(LockSnapshot.of(2, own, null));
		assertThat(this.machine.effects(Effect.LeaseOver.class)).isEmpty();
		this.machine.show(LockSnapshot.absent(3));
		assertThat(this.machine.effects(Effect.LeaseOver.class)).hasSize(1);
	}

	@Test
	void aCandidateThatNeverLedReportsNothing() {
		this.machine.follow(heldBy("other", 1, 15)).watch().show(LockSnapshot.absent(2));
		assertThat(this.machine.effects(Effect.LeaseOver.class)).isEmpty();
	}

	@Test
	void aLockIsHandedBack() {
		this.forLife.lead().take(new Input.StayOut(100 * SECOND)).at(7 * SECOND).ring(Alarm.STEP).drained();
		assertThat(this.forLife.effects(Effect.LeaseOver.class)).isEmpty();
		this.forLife.at(9 * SECOND).ring(Alarm.STEP);
		assertThat(this.forLife.lastWrite().purpose()).isEqualTo(Purpose.HAND_BACK);
		assertThat(this.forLife.effects(Effect.LeaseOver.class)).hasSize(1);
	}

	/**
	 * Without a watch, nothing but a read can reveal that the lock is lost.
	 */
	@Test
	void aLockThatDoesNotExpireIsObservedUntilAnOverdueTermHasEnded() {
		this.forLife.lead().take(new Input.Stop()).at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.forLife.state()).isInstanceOf(State.Stopped.class);
		this.forLife.at(60 * SECOND).take(new Input.Start());
		assertThat(this.forLife.effects(Effect.Read.class)).hasSize(1);
		this.forLife.readSucceeded(heldBy("other", 2, 15));
		assertThat(this.forLife.state()).isInstanceOf(State.SteppingDown.class);
		assertThat(this.forLife.effects(Effect.LeaseOver.class)).hasSize(1);
		assertThat(this.forLife.effects(Effect.OpenWatch.class)).hasSize(1);
	}

}
