package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.released;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for writes whose record is observed in the lock before the result of the write
 * arrives.
 */
class AppliedWritesTests {

	private final DrivenMachine machine = new DrivenMachine();

	/**
	 * Claims a lock, and asserts that the claim begins a term once its result arrives,
	 * but not when it is observed.
	 */
	private void assertResultIsAwaited(LockSnapshot lock, long written) {
		this.machine.follow(lock).watch().claim();
		this.machine.show(LockSnapshot.of(written, this.machine.lastWrite().record(), null));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		this.machine.written(written);
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void aClaimThatIsObservedBeginsATermFromItsSending(boolean read) {
		this.machine.follow(released(1)).watch().claim();
		Outbox.Write claim = this.machine.lastWrite();
		LockSnapshot applied = LockSnapshot.of(2, claim.record(), null);
		this.machine.at(SECOND);
		if (read) {
			this.machine.take(new Input.ReadAgain()).readSucceeded(applied);
		}
		else {
			this.machine.show(applied);
		}
		assertThat(this.machine.effects()).contains(new Effect.BeginAuthority(claim.call(), claim.call(), 2),
				new Effect.NotifyGranted(2));
		assertThat(this.machine.term().sent()).isZero();
		assertThat(this.machine.term().own()).isEqualTo(applied);
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
	}

	@Test
	void theResultOfAClaimThatWasObservedChangesNothing() {
		this.machine.follow(released(1)).watch().claim();
		Outbox.Write claim = this.machine.lastWrite();
		LockSnapshot applied = LockSnapshot.of(2, claim.record(), null);
		Term term = this.machine.show(applied).term();
		List<Input> results = List.of(new Input.Written(claim.call(), applied),
				new Input.WriteFailed(claim.call(), unknown()), new Input.WriteFailed(claim.call(), conflict()));
		for (Input result : results) {
			assertThat(this.machine.take(result).term()).as("%s", result).isEqualTo(term);
			assertThat(this.machine.effects()).as("%s", result).allMatch(Effect.Wake.class::isInstance);
		}
	}

	@Test
	void aClaimThatIsObservedAfterTheRenewDeadlineBeginsNoTerm() {
		this.machine.follow(released(1)).watch().claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.at(10 * SECOND).show(LockSnapshot.of(2, claim, null));
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
	}

	/**
	 * Another process may have written the same renew time, in which case the renewal
	 * will be refused.
	 */
	@Test
	void aRenewalThatIsObservedDoesNotProlongTheTerm() {
		this.machine.lead().watch().at(5 * SECOND).ring(Alarm.RENEW);
		this.machine.show(LockSnapshot.of(2, this.machine.lastWrite().record(), null));
		assertThat(this.machine.effects(Effect.Prolong.class)).isEmpty();
		assertThat(this.machine.term().sent()).isZero();
		assertThat(this.machine.situation().outbox().size()).isEqualTo(1);
	}

	@Test
	void anEarlierClaimDoesNotAcknowledgeALaterOne() {
		this.machine.follow(released(1)).watch().claim();
		LockRecord first = this.machine.lastWrite().record();
		this.machine.writeFailed(unknown()).at(5 * SECOND).ring(Alarm.STEP).claim();
		this.machine.show(LockSnapshot.of(2, first, null));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.situation().outbox().size()).isEqualTo(1);
	}

	@Test
	void anotherHolderDoesNotAcknowledgeAClaim() {
		this.machine.follow(released(1)).watch().claim().show(heldBy("other", 2, 15));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.situation().outbox().size()).isEqualTo(1);
	}

	/**
	 * Another holder may have created the lock before the claim did, and the lock may
	 * have been deleted in between. An observation of that holder may still arrive.
	 */
	@Test
	void aClaimThatCreatedTheLockWaitsForItsResult() {
		assertResultIsAwaited(LockSnapshot.absent(1), 7);
	}

	@Test
	void aClaimThatIsObservedAfterTheLockWasReadAsAbsentBeginsNoTerm() {
		this.machine.follow(released(1)).watch().claim();
		LockSnapshot applied = LockSnapshot.of(2, this.machine.lastWrite().record(), null);
		this.machine.take(new Input.ReadAgain()).readSucceeded(LockSnapshot.absent()).show(applied).written(2);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	/**
	 * For example, a lock for life whose holder is gone is deleted and created again.
	 */
	@Test
	void aRecordWithAVersionAboveThatOfTheDeletionIsCurrent() {
		this.machine.follow(released(1)).watch().claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.show(LockSnapshot.absent(2)).show(LockSnapshot.of(3, claim, null));
		assertThat(this.machine.situation().tracker().last()).contains(LockSnapshot.of(3, claim, null));
	}

	/**
	 * A copy of this process that has sent the same record might be the leader.
	 */
	@Test
	void aClaimSentBeforeTheMachineWasAsleepNeitherBeginsATermNorIsReleased() {
		this.machine.follow(released(1)).watch().claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.at(SECOND).take(new Input.ClocksApart(60 * SECOND)).take(new Input.Stop());
		this.machine.show(LockSnapshot.of(2, claim, null));
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
	}

	@Test
	void aVersionBeforeTheReplacedOneDoesNotAcknowledgeAClaim() {
		this.machine.follow(released(5)).claim().take(new Input.ReadAgain());
		this.machine.readSucceeded(LockSnapshot.of(3, this.machine.lastWrite().record(), null));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aClaimOfAPodThatIsGoneIsNotAcknowledged() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(released(1)).watch().claim();
		forLife.show(LockSnapshot.of(2, forLife.lastWrite().record(), null).withHolderGone());
		assertThat(forLife.state()).isInstanceOf(State.Following.class);
	}

	/**
	 * Other programs leave the mark in place, so one with the same identity could write
	 * the same record in the same second.
	 */
	@Test
	void aClaimThatDoesNotChangeTheMarkWaitsForItsResult() {
		LockRecord own = new LockRecord("", 1, Instant.EPOCH, Instant.EPOCH, 1, DrivenMachine.MARK.toString());
		assertResultIsAwaited(LockSnapshot.of(1, own, null), 2);
	}

	@Test
	void ofTwoClaimsWithTheSameRecordTheFirstIsAcknowledged() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(released(1)).watch().claim();
		Outbox.Write first = forLife.lastWrite();
		forLife.at(2 * SECOND).ring(Alarm.STEP).claim();
		assertThat(forLife.lastWrite().call()).isNotEqualTo(first.call());
		forLife.show(LockSnapshot.of(2, first.record(), null));
		assertThat(forLife.term().number()).isEqualTo(first.call());
	}

	@Test
	void aClaimThatIsObservedAfterAStopIsReleased() {
		this.machine.follow(released(1)).watch().claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.take(new Input.Stop()).show(LockSnapshot.of(2, claim, null));
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		assertThat(this.machine.lastWrite().base().version()).isEqualTo(2);
	}

}
