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
import static io.leader.engine.machine.DrivenMachine.released;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when a follower claims the lock (rules 2, 3, 6, and 7).
 */
class ClaimingTests {

	private final DrivenMachine machine = new DrivenMachine();

	private List<Effect.Write> writes() {
		return this.machine.effects(Effect.Write.class);
	}

	@Test
	void sendsNothingWhileTheLeaseLasts() {
		this.machine.follow(heldBy("other", 1, 20)).watch();
		assertThat(this.machine.alarm(Alarm.STEP)).as("checks at least once per lease duration")
			.contains(Window.at(15 * SECOND));
		this.machine.at(15 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(20 * SECOND));
		this.machine.at(20 * SECOND - 1).claim();
		assertThat(writes()).isEmpty();
		this.machine.at(20 * SECOND).ring(Alarm.STEP);
		assertThat(writes()).as("the claim waits for a random moment").isEmpty();
		assertThat(this.machine.alarm(Alarm.CLAIM)).contains(new Window(20 * SECOND, 20 * SECOND + 2 * MILLI));
		this.machine.claim();
		Effect.Write claim = writes().get(0);
		assertThat(claim.purpose()).isEqualTo(Purpose.CLAIM);
		assertThat(claim.timeout()).isEqualTo(10 * SECOND);
		assertThat(claim.base()).isEqualTo(heldBy("other", 1, 20));
		LockRecord record = claim.record();
		assertThat(record.holder()).isEqualTo("me");
		assertThat(record.leaseDurationSeconds()).isEqualTo(15);
		assertThat(record.transitions()).isEqualTo(2);
		assertThat(record.instance()).isEqualTo(DrivenMachine.MARK.toString());
		assertThat(this.machine.lastWrite().term()).isEqualTo(claim.call());
	}

	@Test
	void alsoClaimsIfTheAlarmDoesNotRing() {
		this.machine.follow(LockSnapshot.absent());
		assertThat(writes()).isEmpty();
		this.machine.at(2 * MILLI - 1).ring(Alarm.STEP);
		assertThat(writes()).isEmpty();
		this.machine.at(2 * MILLI).ring(Alarm.STEP);
		assertThat(writes()).hasSize(1);
		assertThat(writes().get(0).record().transitions()).isZero();
	}

	@Test
	void leavesAFreeLockToProcessesThatLeadLess() {
		this.machine.take(new Input.OthersLed(2)).follow(released(1));
		assertThat(this.machine.alarm(Alarm.CLAIM)).contains(new Window(6 * SECOND, 6 * SECOND + 2 * MILLI));
	}

	@Test
	void aClaimWithoutAResponseIsFollowedByOneMore() {
		this.machine.follow(LockSnapshot.absent()).claim();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(2 * SECOND));
		this.machine.at(2 * SECOND - 1).claim();
		assertThat(writes()).isEmpty();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim();
		assertThat(writes()).hasSize(1);
		this.machine.at(8 * SECOND).ring(Alarm.STEP).claim();
		assertThat(writes()).as("at most two claims").isEmpty();
	}

	@Test
	void aLostRaceWidensTheNextWindowAndMakesTheClaimWaitForAnEvent() {
		this.machine.follow(released(1)).watch().claim().writeFailed(conflict());
		assertThat(this.machine.situation().claims().window()).isEqualTo(4 * MILLI);
		assertThat(this.machine.campaign().newsDue()).isEqualTo(4 * SECOND);
		assertThat(this.machine.alarm(Alarm.REPLACE_WATCH)).contains(Window.at(2 * SECOND));
		assertThat(this.machine.effects(Effect.Report.class)).as("nothing is wrong").isEmpty();
		this.machine.claim();
		assertThat(writes()).isEmpty();
		this.machine.at(SECOND).show(released(2));
		assertThat(this.machine.campaign().newsDue()).isZero();
		assertThat(this.machine.alarm(Alarm.CLAIM)).contains(new Window(SECOND, SECOND + 4 * MILLI));
	}

	@Test
	void aLostRaceWhoseEventHasAlreadyArrivedDoesNotWait() {
		this.machine.follow(released(1)).watch().claim().show(released(2)).writeFailed(conflict());
		assertThat(this.machine.campaign().newsDue()).isZero();
	}

	@Test
	void aFailureIsReportedAndFollowedByAPause() {
		this.machine.follow(released(1)).claim().writeFailed(unknown());
		assertThat(this.machine.campaign().retry()).isEqualTo(new Window(SECOND, 2 * SECOND));
		assertThat(this.machine.situation().claims().failures()).isEqualTo(1);
		assertThat(this.machine.situation().unreachableSince()).hasValue(0);
		assertThat(this.machine.effects())
			.contains(new Effect.Report(Aspect.WRITE, "Acquiring the lock", unknown().message()));
		assertThat(this.machine.effects(Effect.Read.class)).as("the claim may have succeeded").hasSize(1);
	}

	@Test
	void aRetryDelayFromTheServerIsHonoredForAtMostALease() {
		this.machine.follow(released(1)).claim().writeFailed(busy(60 * SECOND));
		assertThat(this.machine.situation().pausedUntil()).isEqualTo(15 * SECOND);
		assertThat(this.machine.effects(Effect.Read.class)).isEmpty();
		this.machine.at(15 * SECOND - 1).claim();
		assertThat(writes()).isEmpty();
		this.machine.at(15 * SECOND).ring(Alarm.STEP).claim();
		assertThat(writes()).hasSize(1);
	}

	@Test
	void anEventEndsAPauseAfterFailures() {
		DrivenMachine patient = new DrivenMachine(DrivenMachine.rules(List.of(10 * SECOND), true, false,
				new Rules.Traits(false, false, Duration.ofSeconds(1))));
		patient.follow(released(1)).watch().claim().writeFailed(unknown());
		assertThat(patient.campaign().retry()).isEqualTo(new Window(5 * SECOND, 10 * SECOND));
		patient.at(SECOND).show(released(2));
		assertThat(patient.campaign().retry()).isEqualTo(Window.at(2 * SECOND));
		assertThat(patient.situation().claims().failures()).isZero();
	}

	@Test
	void aNewStartClaimsNothingBeforeItHasReadTheLock() {
		this.machine.follow(released(1)).take(new Input.Stop());
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK)).at(5 * SECOND).claim();
		assertThat(writes()).as("what the candidate remembers is outdated").isEmpty();
		this.machine.readSucceeded(released(1)).claim();
		assertThat(writes()).hasSize(1);
	}

	@Test
	void anEventThatShowsAFreeLockDoesNotMakeAllFollowersClaimAtOnce() {
		this.machine.follow(released(1)).watch().at(MILLI).show(released(2));
		assertThat(writes()).isEmpty();
		assertThat(this.machine.alarm(Alarm.CLAIM)).contains(new Window(0, 2 * MILLI));
	}

	@Test
	void aProblemWithClaimsIsReportedUntilSomeoneLeads() {
		this.machine.follow(released(1)).watch().claim().writeFailed(unknown()).show(released(2));
		assertThat(this.machine.effects()).as("nobody leads").doesNotContain(new Effect.Clear(Aspect.WRITE));
		this.machine.show(heldBy("other", 3, 15));
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.WRITE));
	}

	@Test
	void theTimeSinceTheLockWasFreeIsCounted() {
		this.machine.follow(heldBy("other", 1, 15)).watch().at(SECOND).show(released(2)).at(3 * SECOND).claim();
		this.machine.at(4 * SECOND).written(3);
		assertThat(this.machine.effects()).contains(new Effect.CountGrant(3 * SECOND));
		assertThat(this.machine.situation().claims()).isEqualTo(new ClaimHistory(2 * MILLI, 0, 3 * SECOND));
	}

	@Test
	void staysOutUntilTheAbsenceIsOver() {
		this.machine.take(new Input.StayOut(10 * SECOND)).take(new Input.StayOut(5 * SECOND)).follow(released(1));
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(10 * SECOND));
		this.machine.at(9 * SECOND).claim();
		assertThat(writes()).isEmpty();
		this.machine.take(new Input.EndAbsence()).claim();
		assertThat(writes()).hasSize(1);
	}

	@Test
	void aWaitLongerThanExpectedIsReported() {
		int day = 24 * 60 * 60;
		this.machine.follow(heldBy("other", 1, day));
		assertThat(this.machine.effects())
			.contains(new Effect.ReportLongWait(false, "other", day * SECOND, day * SECOND));
		this.machine.watch().show(heldBy("other", 2, 60 * 60));
		assertThat(this.machine.effects(Effect.ReportLongWait.class)).as("an hour is not long").isEmpty();
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.WAIT));
		this.machine.show(LockSnapshot.absent(3));
		assertThat(this.machine.effects())
			.contains(new Effect.ReportLongWait(true, "other", 3600 * SECOND, 3600 * SECOND));
		this.machine.at(3585 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.effects(Effect.ReportLongWait.class)).as("one lease duration is expected").isEmpty();
	}

	@Test
	void aLongWaitThatTheHolderEndsIsNoLongerReported() {
		this.machine.follow(heldBy("other", 1, 24 * 60 * 60)).watch().show(released(2));
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.WAIT));
	}

	@Test
	void aDeletedLockForLifeIsReportedAfterALease() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(heldBy("other", 1, 15)).watch().at(SECOND).show(LockSnapshot.absent(2));
		assertThat(forLife.campaign().deletedSince()).hasValue(SECOND);
		forLife.at(16 * SECOND - 1).ring(Alarm.STEP);
		assertThat(forLife.effects(Effect.ReportDeletion.class)).isEmpty();
		forLife.at(16 * SECOND).ring(Alarm.STEP);
		assertThat(forLife.effects()).contains(new Effect.ReportDeletion("other"));
		forLife.show(heldBy("other", 3, 15));
		assertThat(forLife.campaign().deletedSince()).isEmpty();
		assertThat(forLife.effects()).contains(new Effect.Clear(Aspect.WAIT));
	}

	@Test
	void takesOverItsOwnEarlierRecordAtOnce() {
		this.machine.take(new Input.OthersLed(2))
			.follow(LockSnapshot.of(1, new LockRecord("me", 15, null, null, 1, "uid/earlier"), null));
		assertThat(writes()).as("without leaving a window to others").hasSize(1);
		assertThat(this.machine.effects(Effect.NotifyObserved.class).get(0).mine()).isTrue();
	}

}
