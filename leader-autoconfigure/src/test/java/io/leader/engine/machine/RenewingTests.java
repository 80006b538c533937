package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.MILLI;
import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.released;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how a term is renewed, and what ends it.
 */
class RenewingTests {

	private final DrivenMachine machine = new DrivenMachine();

	private String sentence() {
		return this.machine.effects(Effect.NotifyRevoked.class).get(0).sentence();
	}

	private LockSnapshot touched(long version) {
		LockRecord own = this.machine.term().own().record();
		return LockSnapshot.of(version, new LockRecord(own.holder(), own.leaseDurationSeconds(), own.acquireTime(),
				own.renewTime().plusSeconds(40), own.transitions(), own.instance()), null);
	}

	@Test
	void isRenewedAfterHalfTheDeadlineAndRetriedAfterARetryPeriod() {
		this.machine.lead();
		assertThat(this.machine.alarm(Alarm.RENEW)).contains(Window.at(5 * SECOND));
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(10 * SECOND));
		this.machine.at(5 * SECOND - 1).ring(Alarm.RENEW);
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		this.machine.at(5 * SECOND).ring(Alarm.RENEW);
		Effect.Write renewal = this.machine.effects(Effect.Write.class).get(0);
		assertThat(renewal.purpose()).isEqualTo(Purpose.RENEWAL);
		assertThat(renewal.base().version()).isEqualTo(1);
		assertThat(renewal.timeout()).isEqualTo(5 * SECOND);
		assertThat(this.machine.lastWrite().left()).isEqualTo(5 * SECOND);
		assertThat(this.machine.lastWrite().term()).isEqualTo(this.machine.term().number());
		assertThat(this.machine.alarm(Alarm.RENEW)).contains(Window.at(7 * SECOND));
		this.machine.at(7 * SECOND).ring(Alarm.RENEW);
		assertThat(this.machine.effects(Effect.Write.class)).as("a second one beside the first").hasSize(1);
		assertThat(this.machine.alarm(Alarm.RENEW)).as("and no third").isEmpty();
		this.machine.at(9 * SECOND).ring(Alarm.RENEW);
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
	}

	@Test
	void theFirstRenewalIsSpreadIfThereAreManyElections() {
		this.machine.take(new Input.OthersLed(1)).follow(LockSnapshot.absent()).at(4 * SECOND).claim().written(1);
		assertThat(this.machine.alarm(Alarm.RENEW)).contains(new Window(4 * SECOND + SECOND / 2, 9 * SECOND));
		this.machine.at(5 * SECOND).ring(Alarm.RENEW).written(2);
		assertThat(this.machine.alarm(Alarm.RENEW)).as("half a deadline later, as usual")
			.contains(Window.at(10 * SECOND));
	}

	@Test
	void anAcknowledgementProlongsTheAuthorityFromTheSendTime() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW);
		long call = this.machine.lastWrite().call();
		this.machine.at(6 * SECOND).written(2);
		Term term = this.machine.term();
		assertThat(this.machine.effects()).contains(new Effect.Prolong(term.number(), call),
				new Effect.CountRenewal(Outcome.SUCCEEDED, SECOND), new Effect.Clear(Aspect.WRITE));
		assertThat(term.sent()).isEqualTo(5 * SECOND);
		assertThat(term.own().version()).isEqualTo(2);
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(15 * SECOND));
		assertThat(this.machine.alarm(Alarm.RENEW)).contains(Window.at(10 * SECOND));
		this.machine.at(15 * SECOND - 1).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.at(15 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
	}

	@Test
	void theWallClockAlsoEndsTheTerm() {
		this.machine.lead().at(SECOND).take(new Input.ClocksApart(9 * SECOND - 1));
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.take(new Input.ClocksApart(9 * SECOND));
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
		assertThat(this.machine.situation().name().current()).as("slept no longer than the renew deadline").isTrue();
	}

	@Test
	void aMachineThatSleptForLongerThanADeadlineIsAnotherCandidate() {
		this.machine.lead().take(new Input.ClocksApart(10 * SECOND));
		assertThat(this.machine.situation().name().current()).isTrue();
		assertThat(this.machine.situation().own().sent()).isNotEmpty();
		this.machine.take(new Input.ClocksApart(20 * SECOND + 1));
		assertThat(this.machine.situation().name().current()).isFalse();
		assertThat(this.machine.situation().own().sent()).isEmpty();
		assertThat(this.machine.situation().clocksApart()).isEqualTo(20 * SECOND + 1);
	}

	@Test
	void aFailureIsRetriedAndARequestedDelayEndsBeforeTheLastAttempt() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).at(6 * SECOND).writeFailed(busy(SECOND));
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(7 * SECOND));
		assertThat(this.machine.effects()).contains(new Effect.CountRenewal(Outcome.FAILED, SECOND),
				new Effect.Report(Aspect.WRITE, "Renewing the lock", busy(SECOND).message()));
		this.machine.at(7 * SECOND).ring(Alarm.RENEW).writeFailed(busy(60 * SECOND));
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(9 * SECOND));
	}

	@Test
	void configuredPausesAreUsed() {
		DrivenMachine listed = new DrivenMachine(DrivenMachine.rules(List.of(200 * MILLI, 600 * MILLI), true, false,
				new Rules.Traits(false, false, Duration.ofSeconds(1))));
		listed.lead().at(5 * SECOND).ring(Alarm.RENEW).writeFailed(unknown());
		assertThat(listed.term().renewal()).isEqualTo(new Window(5100 * MILLI, 5200 * MILLI));
		assertThat(listed.term().failures()).isEqualTo(1);
		listed.at(5200 * MILLI).ring(Alarm.RENEW).writeFailed(busy(500 * MILLI));
		assertThat(listed.term().renewal()).isEqualTo(new Window(5700 * MILLI, 5800 * MILLI));
		listed.at(6 * SECOND).ring(Alarm.RENEW).written(2);
		assertThat(listed.term().failures()).isZero();
	}

	@Test
	void aConfiguredPauseEndsBeforeTheLastAttempt() {
		DrivenMachine listed = new DrivenMachine(DrivenMachine.rules(List.of(10 * SECOND), true, false,
				new Rules.Traits(false, false, Duration.ofSeconds(1))));
		listed.lead().at(5 * SECOND).ring(Alarm.RENEW).at(6 * SECOND).writeFailed(unknown());
		assertThat(listed.term().renewal()).isEqualTo(new Window(8 * SECOND, 8 * SECOND));
		listed.at(8 * SECOND).ring(Alarm.RENEW).writeFailed(unknown());
		assertThat(listed.effects(Effect.Write.class)).as("no burst of attempts at the end").isEmpty();
		assertThat(listed.term().renewal()).isEqualTo(Window.at(10 * SECOND));
		DrivenMachine late = new DrivenMachine(DrivenMachine.rules(List.of(10 * SECOND), true, false,
				new Rules.Traits(false, false, Duration.ofSeconds(1))));
		late.lead().at(5 * SECOND).ring(Alarm.RENEW).at(9 * SECOND).writeFailed(unknown());
		assertThat(late.effects(Effect.Write.class)).as("immediately, if its time has passed").hasSize(1);
	}

	@Test
	void aRefusalCausesAReadAndAnUnrelatedChangeDoesNotEndTheTerm() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).writeFailed(conflict());
		assertThat(this.machine.effects()).contains(new Effect.CountRenewal(Outcome.CONFLICT, 0));
		assertThat(this.machine.situation().observation().readAgain()).as("a read is in progress already").isTrue();
		assertThat(this.machine.term().refused()).isTrue();
		LockRecord own = this.machine.term().own().record();
		this.machine.readSucceeded(LockSnapshot.of(3, own, null));
		assertThat(this.machine.term().refused()).isFalse();
		assertThat(this.machine.term().own().version()).isEqualTo(3);
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(5200 * MILLI));
		this.machine.at(5200 * MILLI).ring(Alarm.RENEW);
		assertThat(this.machine.lastWrite().base().version()).isEqualTo(3);
	}

	@Test
	void aRenewalRefusedForAVersionAlreadySeenIsRetriedSoon() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).ring(Alarm.READ);
		LockRecord own = this.machine.term().own().record();
		this.machine.readSucceeded(LockSnapshot.of(3, own, null)).writeFailed(conflict());
		assertThat(this.machine.term().refused()).isFalse();
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(5200 * MILLI));
	}

	@Test
	void aFailureOfARenewalBeforeTheAcknowledgedOneChangesNothing() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW);
		long first = this.machine.lastWrite().call();
		this.machine.at(7 * SECOND).ring(Alarm.RENEW).written(2);
		Term term = this.machine.term();
		this.machine.take(new Input.WriteFailed(first, conflict()));
		assertThat(this.machine.term()).isEqualTo(term);
	}

	@Test
	void anAcknowledgementOfAnEarlierRenewalDoesNotShortenTheAuthority() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW);
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(7 * SECOND).ring(Alarm.RENEW).written(3);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(2, first.record(), null)));
		assertThat(this.machine.term().sent()).isEqualTo(7 * SECOND);
		assertThat(this.machine.term().own().version()).isEqualTo(3);
		assertThat(this.machine.effects(Effect.Prolong.class)).isEmpty();
	}

	@Test
	void aForeignRenewTimeIsReportedAndOverwrittenUnderAnotherMark() {
		this.machine.lead().watch();
		this.machine.show(touched(2));
		assertThat(this.machine.effects()).contains(new Effect.ReportForeignRenewTime(), new Effect.DrawMark());
		assertThat(this.machine.term().own().version()).isEqualTo(2);
		assertThat(this.machine.term().renewal()).isEqualTo(Window.at(2 * SECOND));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			absent     | the lock was deleted
			mangled    | the lock was changed: mangled
			released   | the lock was released by another process
			other      | 'other' holds the lock
			me         | the record was changed by another process
			""")
	void anObservationEndsTheTerm(String what, String expected) {
		LockSnapshot seen = switch (what) {
			case "absent" -> LockSnapshot.absent(2);
			case "mangled" -> LockSnapshot.unreadable(2, "mangled", null);
			case "released" -> released(2);
			default -> heldBy(what, 2, 15);
		};
		this.machine.lead().watch().show(seen);
		assertThat(sentence()).isEqualTo(expected);
		assertThat(this.machine.effects(Effect.LeaseOver.class)).hasSize("mangled".equals(what) ? 0 : 1);
	}

	@Test
	void itsOwnClaimAppliedLateToADeletedLockEndsTheTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim();
		assertThat(this.machine.lastWrite().call()).isNotEqualTo(first.call());
		this.machine.written(5).ring(Alarm.READ);
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(7, first.record(), null)));
		assertThat(sentence()).isEqualTo("the lock was lost and acquired again");
	}

	@Test
	void aLateResultOfAnEarlierClaimDoesNotEndTheTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().written(5);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(3, first.record(), null)));
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
	}

	@Test
	void theTokenIsTheLatestOwnVersionThatWasSeen() {
		this.machine.follow(LockSnapshot.absent()).claim();
		LockRecord claim = this.machine.lastWrite().record();
		this.machine.watch().show(LockSnapshot.of(4, claim, null)).written(3);
		assertThat(this.machine.effects()).contains(new Effect.NotifyGranted(4));
	}

	@Test
	void aLeaderForLifeRenewsNothing() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead();
		assertThat(forLife.alarm(Alarm.RENEW)).isEmpty();
		forLife.at(1000 * SECOND).ring(Alarm.RENEW);
		assertThat(forLife.state()).isInstanceOf(State.Leading.class);
		assertThat(forLife.effects(Effect.Write.class)).isEmpty();
	}

}
