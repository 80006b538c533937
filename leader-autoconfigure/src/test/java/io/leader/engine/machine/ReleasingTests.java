package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.MILLI;
import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how a lock is released after a term, and when the release is retried (rule 12).
 */
class ReleasingTests {

	private final DrivenMachine machine = new DrivenMachine();

	private DrivenMachine releasing() {
		this.machine.lead();
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		return this.machine;
	}

	private Release.Pending release() {
		return (Release.Pending) this.machine.down().release();
	}

	@Test
	void replacesTheLastRecordOfTheTerm() {
		LockSnapshot own = this.machine.lead().term().own();
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		Effect.Write release = this.machine.effects(Effect.Write.class).get(0);
		assertThat(release.base()).isEqualTo(own);
		assertThat(release.timeout()).as("a retry period").isEqualTo(2 * SECOND);
		assertThat(release.record().isReleased()).isTrue();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(5 * SECOND));
	}

	@Test
	void lastsNoLongerThanItIsUseful() {
		this.machine.lead();
		long term = this.machine.term().number();
		this.machine.take(new Input.Yielded(term)).at(4 * SECOND).drained();
		assertThat(this.machine.effects(Effect.Write.class).get(0).timeout()).isEqualTo(SECOND);
	}

	@Test
	void waitsBrieflyForTheResultOfARenewal() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW);
		Outbox.Write renewal = this.machine.lastWrite();
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(5250 * MILLI));
		this.machine.at(5100 * MILLI)
			.take(new Input.Written(renewal.call(), LockSnapshot.of(2, renewal.record(), null)));
		assertThat(this.machine.lastWrite().base().version()).isEqualTo(2);
	}

	@Test
	void doesNotWaitLongForThatResult() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).take(new Input.Yielded(this.machine.term().number()));
		this.machine.drained().at(5250 * MILLI - 1).ring(Alarm.STEP);
		assertThat(this.machine.situation().outbox().size()).isEqualTo(1);
		this.machine.at(5250 * MILLI).ring(Alarm.STEP);
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
	}

	@Test
	void isRetriedAfterAGrowingPause() {
		releasing().writeFailed(unknown());
		assertThat(release().next()).isEqualTo(new Window(50 * MILLI, 100 * MILLI));
		assertThat(release().failures()).isEqualTo(1);
		assertThat(this.machine.alarm(Alarm.RELEASE)).contains(new Window(50 * MILLI, 100 * MILLI));
		assertThat(this.machine.situation().observation().readAgain()
				|| !this.machine.situation().observation().reads().isEmpty())
			.isTrue();
		this.machine.at(50 * MILLI - 1).ring(Alarm.RELEASE);
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		this.machine.at(50 * MILLI).ring(Alarm.RELEASE);
		assertThat(this.machine.effects(Effect.Write.class)).hasSize(1);
		this.machine.writeFailed(unknown());
		assertThat(release().next()).isEqualTo(new Window(150 * MILLI, 250 * MILLI));
		this.machine.at(250 * MILLI).ring(Alarm.RELEASE).writeFailed(busy(SECOND));
		assertThat(release().next()).as("as the server asks").isEqualTo(Window.at(1250 * MILLI));
	}

	@Test
	void theFirstPauseIsShortWhateverTheServerAsksFor() {
		releasing().writeFailed(busy(3 * SECOND));
		assertThat(release().next()).isEqualTo(new Window(50 * MILLI, 100 * MILLI));
	}

	@Test
	void anEventEndsThePause() {
		LockRecord own = this.machine.lead().term().own().record();
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained().writeFailed(conflict());
		assertThat(this.machine.effects(Effect.Read.class)).hasSize(1);
		this.machine.readSucceeded(LockSnapshot.of(2, own, null));
		assertThat(this.machine.effects(Effect.Write.class)).hasSize(1);
		assertThat(this.machine.lastWrite().base().version()).isEqualTo(2);
	}

	@Test
	void waitsForItsResult() {
		releasing().ring(Alarm.STEP);
		assertThat(release().call()).hasValue(this.machine.lastWrite().call());
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(5 * SECOND));
	}

	/**
	 * For example, a backup is restored while the response to the release is in transit.
	 */
	@Test
	void isSentAgainIfTheRecordIsRestored() {
		LockRecord own = this.machine.lead().watch().term().own().record();
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		this.machine.show(LockSnapshot.of(3, own, null));
		assertThat(this.machine.effects(Effect.Write.class)).as("the first is in progress").isEmpty();
		this.machine.written(2);
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		assertThat(this.machine.lastWrite().base().version()).isEqualTo(3);
	}

	@Test
	void isAbandonedAndReportedOnceItIsUseless() {
		releasing().writeFailed(unknown()).at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.effects()).contains(new Effect.ReportNotReleased("no response"));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void isOverWithoutAReportWhenTheLockIsReleasedAfterAll() {
		releasing().writeFailed(unknown()).readSucceeded(DrivenMachine.released(2));
		assertThat(this.machine.effects(Effect.ReportNotReleased.class)).isEmpty();
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void isOverWhenOthersHoldTheLock() {
		releasing().writeFailed(conflict()).readSucceeded(heldBy("other", 2, 15));
		assertThat(this.machine.effects()).contains(new Effect.ReportNotReleased("409"));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
	}

	@Test
	void isNotSentForADeletedLock() {
		this.machine.lead().watch();
		long term = this.machine.term().number();
		this.machine.take(new Input.Yielded(term)).show(LockSnapshot.absent(2)).drained();
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
		assertThat(this.machine.effects(Effect.ReportNotReleased.class)).isEmpty();
	}

	@Test
	void theResultOfAnEarlierTermsReleaseEndsNoOtherRelease() {
		releasing();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		this.machine.take(new Input.WriteFailed(first.call(), busy(3 * SECOND)));
		assertThat(this.machine.situation().pausedUntil()).isEqualTo(8 * SECOND);
		assertThat(this.machine.situation().observation().readAgain()).as("a read shows the result").isTrue();
	}

	@Test
	void isNotSentIfAReadShowsTheLockDeleted() {
		this.machine.lead().at(2 * SECOND).ring(Alarm.READ).take(new Input.Yielded(this.machine.term().number()));
		this.machine.readSucceeded(LockSnapshot.absent()).drained();
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
	}

	@Test
	void theFailureOfAnEarlierReleaseDoesNotAffectTheCurrentOne() {
		releasing();
		Outbox.Write earlier = this.machine.lastWrite();
		this.machine.at(5 * SECOND).ring(Alarm.STEP).at(7 * SECOND).claim().written(2);
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		this.machine.at(7250 * MILLI).ring(Alarm.STEP);
		assertThat(release().call()).hasValue(this.machine.lastWrite().call());
		this.machine.take(new Input.WriteFailed(earlier.call(), unknown()));
		assertThat(release().call()).as("still in progress").hasValue(this.machine.lastWrite().call());
		assertThat(release().failures()).isZero();
	}

	@Test
	void aLeaderForLifeThatStopsLeavesTheLock() {
		DrivenMachine forLife = new DrivenMachine(
				DrivenMachine.rules(List.of(), true, true, new Rules.Traits(true, true, Duration.ZERO)));
		forLife.lead().take(new Input.StayOut(100 * SECOND));
		assertThat(forLife.state()).as("it does not stay out").isInstanceOf(State.Leading.class);
		forLife.take(new Input.Stop()).drained();
		assertThat(forLife.state()).isInstanceOf(State.Stopped.class);
		assertThat(forLife.situation().outbox().isEmpty()).isTrue();
	}

	@Test
	void aDrainOfALockThatDoesNotExpireLastsAsLongAsTheShutdownTimeout() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead().at(100 * SECOND).take(new Input.StayOut(200 * SECOND));
		assertThat(forLife.down().drain().deadline()).isEqualTo(105 * SECOND);
		forLife.drained();
		assertThat(forLife.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
	}

	@Test
	void aLockNotReleasedInTimeIsHandedBackDuringTheAbsence() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead().take(new Input.StayOut(100 * SECOND)).at(7 * SECOND).ring(Alarm.STEP).drained();
		assertThat(forLife.state()).isInstanceOf(State.Following.class);
		forLife.at(9 * SECOND).ring(Alarm.STEP);
		assertThat(forLife.lastWrite().purpose()).isEqualTo(Purpose.HAND_BACK);
		assertThat(forLife.lastWrite().record().isReleased()).isTrue();
		forLife.writeFailed(unknown());
		assertThat(forLife.campaign().retry()).isEqualTo(new Window(10 * SECOND, 11 * SECOND));
		forLife.at(11 * SECOND).ring(Alarm.STEP).written(2);
		assertThat(forLife.state()).isInstanceOf(State.Following.class);
		assertThat(forLife.effects()).contains(new Effect.Clear(Aspect.WRITE));
	}

	@Test
	void aFailedHandBackCausesAReadAndIsRetriedWhenTheServerAllowsIt() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead().take(new Input.StayOut(100 * SECOND)).at(7 * SECOND).ring(Alarm.STEP).drained();
		assertThat(forLife.situation().outbox().isEmpty()).as("the lock is handed back a retry period later").isTrue();
		assertThat(forLife.alarm(Alarm.STEP)).contains(Window.at(9 * SECOND));
		forLife.at(9 * SECOND).ring(Alarm.STEP).ring(Alarm.STEP);
		assertThat(forLife.situation().outbox().size()).as("one at a time").isEqualTo(1);
		forLife.writeFailed(busy(3 * SECOND));
		assertThat(forLife.situation().observation().readAgain()).isTrue();
		assertThat(forLife.alarm(Alarm.STEP)).contains(Window.at(12 * SECOND));
		forLife.at(12 * SECOND - 1).ring(Alarm.STEP);
		assertThat(forLife.situation().outbox().isEmpty()).isTrue();
		forLife.at(12 * SECOND).ring(Alarm.STEP);
		assertThat(forLife.lastWrite().purpose()).isEqualTo(Purpose.HAND_BACK);
	}

	@Test
	void aLockThatIsNotItsOwnOrExpiresIsNotHandedBack() {
		LockRecord earlier = new LockRecord("me", 15, null, null, 1, "uid/earlier");
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.take(new Input.StayOut(100 * SECOND)).follow(LockSnapshot.of(1, earlier, null));
		assertThat(forLife.situation().outbox().isEmpty()).as("of an earlier run").isTrue();
		this.machine.lead().take(new Input.StayOut(100 * SECOND)).at(7 * SECOND).ring(Alarm.STEP).drained();
		this.machine.at(9 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.situation().outbox().isEmpty()).as("expires").isTrue();
	}

	@Test
	void isOverWhenOthersHoldTheLockInARestoredStore() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).written(500);
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained().writeFailed(conflict());
		this.machine.readSucceeded(release().own()).readSucceeded(heldBy("other", 20, 15));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

}
