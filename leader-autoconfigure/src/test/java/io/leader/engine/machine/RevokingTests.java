package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for terms that are in doubt: what ends such a term, and what must not end it
 * (rules 1, 3, 6, and 7).
 */
class RevokingTests {

	private static final InstanceMark OTHER = new InstanceMark("uid", "second");

	private final DrivenMachine machine = new DrivenMachine();

	private Effect.NotifyRevoked revoked() {
		return this.machine.effects(Effect.NotifyRevoked.class).get(0);
	}

	private void assertClaimsNotBefore(long time) {
		this.machine.at(time - 1).ring(Alarm.STEP).claim();
		assertThat(this.machine.effects(Effect.Write.class)).as("the other holder may lead").isEmpty();
		this.machine.at(time).claim();
		assertThat(this.machine.effects(Effect.Write.class)).hasSize(1);
	}

	@Test
	void anExpiredAuthorityStaysExpiredIfItsRenewalIsAcknowledgedLater() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).at(10 * SECOND).written(2);
		assertThat(revoked().cause()).isEqualTo(Cause.EXPIRED);
		assertThat(this.machine.effects(Effect.Prolong.class)).isEmpty();
	}

	/**
	 * According to the clocks alone, the authority has not expired, since the wall clock
	 * had been set back by more than the time that the machine slept.
	 */
	@Test
	void aMachineThatSleptRevokesEvenIfItsWallClockWasSetBackBefore() {
		this.machine.lead().take(new Input.ClocksApart(-100 * SECOND));
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.take(new Input.ClocksApart(-89 * SECOND));
		assertThat(revoked().cause()).isEqualTo(Cause.EXPIRED);
	}

	/**
	 * A copy of this process that resumed elsewhere may know about the same claim.
	 */
	@Test
	void aClaimSentBeforeAMachineSleptBeginsNoTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		this.machine.take(new Input.ClocksApart(-100 * SECOND)).take(new Input.ClocksApart(-89 * SECOND)).written(1);
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
		assertThat(this.machine.effects()).contains(new Effect.DrawName());
	}

	@Test
	void aLockHeldForLifeIsNotLostDuringSleep() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead().take(new Input.ClocksApart(1000 * SECOND));
		assertThat(forLife.state()).isInstanceOf(State.Leading.class);
		assertThat(forLife.situation().name().current()).isTrue();
		assertThat(forLife.situation().own().sent()).isNotEmpty();
	}

	@Test
	void anotherHolderEndsATermThatHasBeenRenewed() {
		this.machine.lead().watch().at(5 * SECOND).ring(Alarm.RENEW).written(2);
		this.machine.take(new Input.ReadAgain()).readSucceeded(heldBy("other", 3, 15));
		assertThat(revoked().sentence()).isEqualTo("'other' holds the lock");
	}

	@Test
	void aHolderFromBeforeItsClaimDiscoveredLaterEndsTheTerm() {
		this.machine.follow(LockSnapshot.absent(2)).watch().claim().written(7).show(heldBy("other", 4, 15));
		assertThat(revoked().cause()).isEqualTo(Cause.LOST);
		assertThat(revoked().sentence())
			.isEqualTo("'other' holds the lock (observed late: the lock may have been deleted since)");
	}

	/**
	 * The other holder's lock was deleted, and then created again by a claim that was
	 * sent before that holder was observed. The holder's last renewals are observed late
	 * or never.
	 */
	@Test
	void aHolderDiscoveredBeforeTheResultOfAClaimIsWaitedForFromThatResult() {
		this.machine.follow(LockSnapshot.absent(1)).watch().claim().show(heldBy("other", 2, 15));
		this.machine.at(5 * SECOND).written(5).show(heldBy("other", 4, 15));
		this.machine.at(15 * SECOND).ring(Alarm.STEP).claim();
		assertClaimsNotBefore(20 * SECOND);
	}

	/**
	 * The other holder has a short lease and was last observed long ago, but may have
	 * renewed the lock until it was deleted.
	 */
	@Test
	void aLateCreationBeginsNoTermEvenIfTheLeaseOfTheHolderBeforeItSeemsToHaveExpired() {
		this.machine.follow(LockSnapshot.absent(1)).watch().claim().show(heldBy("other", 2, 5));
		this.machine.at(8 * SECOND).written(7);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertClaimsNotBefore(13 * SECOND);
	}

	@Test
	void theSameAppliesToACreationWhoseResultIsUnknown() {
		this.machine.follow(LockSnapshot.absent(1)).watch().claim().show(heldBy("other", 2, 5));
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.at(8 * SECOND).writeFailed(unknown()).show(LockSnapshot.of(7, claim, null));
		assertClaimsNotBefore(13 * SECOND);
	}

	@Test
	void aClaimThatReplacedAnExpiredRecordIsFollowedByTheNextOneWithoutAWait() {
		this.machine.follow(heldBy("other", 1, 5)).watch().at(5 * SECOND).ring(Alarm.STEP).claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.writeFailed(unknown()).show(LockSnapshot.of(2, claim, null));
		this.machine.at(7 * SECOND).ring(Alarm.STEP).claim();
		assertThat(this.machine.situation().outbox().size()).isEqualTo(1);
	}

	@Test
	void aHolderFromBeforeItsClaimDiscoveredBeforeTheResultPreventsTheTerm() {
		this.machine.follow(LockSnapshot.absent(2)).watch().claim();
		this.machine.show(LockSnapshot.of(7, this.machine.lastWrite().record(), null));
		this.machine.show(heldBy("other", 4, 15)).written(7);
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
		this.machine.at(15 * SECOND - 1).claim();
		assertThat(this.machine.effects(Effect.Write.class)).as("the other holder may lead for a lease duration")
			.isEmpty();
	}

	@Test
	void theLockIsNotReleasedIfAHolderFromBeforeTheClaimMayLead() {
		this.machine.follow(LockSnapshot.absent(2)).watch().claim();
		this.machine.show(LockSnapshot.of(7, this.machine.lastWrite().record(), null));
		this.machine.show(heldBy("other", 4, 15)).take(new Input.Stop()).written(7);
		assertThat(this.machine.effects(Effect.Write.class)).as("otherwise others would also forget the holder")
			.isEmpty();
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
	}

	/**
	 * If a copy of this process wrote the foreign renew time, the copy must observe a
	 * different mark.
	 */
	@Test
	void aRenewalAfterAForeignRenewTimeWaitsForTheOtherMark() {
		LockRecord own = this.machine.lead().watch().term().own().record();
		LockRecord touched = own.renewedAt(Instant.EPOCH.plusSeconds(40), Duration.ofSeconds(1));
		this.machine.at(5 * SECOND).show(LockSnapshot.of(2, touched, null));
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		this.machine.take(new Input.Marked(OTHER));
		assertThat(this.machine.effects(Effect.Write.class)).hasSize(1);
		assertThat(this.machine.lastWrite().record().instance()).isEqualTo(OTHER.toString());
	}

	@Test
	void aRetryDelayFromTheServerIsHonoredIfItLeavesTimeForOneMoreAttempt() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).writeFailed(busy(60 * SECOND));
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(8 * SECOND));
	}

	@Test
	void aRefusalExplainedByTheWatchCausesNoRead() {
		LockRecord own = this.machine.lead().watch().term().own().record();
		this.machine.at(5 * SECOND).ring(Alarm.RENEW).show(LockSnapshot.of(3, own, null)).writeFailed(conflict());
		assertThat(this.machine.effects(Effect.Read.class)).isEmpty();
	}

	@Test
	void itsOwnRenewalIsNotMistakenForAForeignOne() {
		this.machine.lead().watch().at(5 * SECOND).ring(Alarm.RENEW);
		this.machine.show(LockSnapshot.of(2, this.machine.lastWrite().record(), null));
		assertThat(this.machine.term().own().version()).isEqualTo(2);
		assertThat(this.machine.effects(Effect.ReportForeignRenewTime.class)).isEmpty();
		assertThat(this.machine.effects(Effect.DrawMark.class)).isEmpty();
	}

	@Test
	void aChangeOutsideItsRecordHasNoEffect() {
		LockRecord own = this.machine.lead().watch().term().own().record();
		this.machine.show(LockSnapshot.of(2, own, null));
		assertThat(this.machine.effects(Effect.ReportForeignRenewTime.class)).isEmpty();
		assertThat(this.machine.effects(Effect.DrawMark.class)).isEmpty();
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(5 * SECOND));
	}

}
