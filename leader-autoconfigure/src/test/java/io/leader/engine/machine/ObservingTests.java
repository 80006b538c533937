package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.MILLI;
import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.denied;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.released;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when the lock is read.
 */
class ObservingTests {

	private final DrivenMachine machine = new DrivenMachine();

	private int reads(DrivenMachine of) {
		return of.effects(Effect.Read.class).size();
	}

	@Test
	void pollsWhileThereIsNoWatch() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		assertThat(this.machine.effects(Effect.Read.class).get(0).timeout()).isEqualTo(5 * SECOND);
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(1600 * MILLI, 2 * SECOND));
		this.machine.at(1600 * MILLI - 1).ring(Alarm.READ);
		assertThat(reads(this.machine)).isZero();
		this.machine.at(1600 * MILLI).ring(Alarm.STEP);
		assertThat(reads(this.machine)).isZero();
		this.machine.ring(Alarm.READ);
		assertThat(reads(this.machine)).as("a second one beside the first").isEqualTo(1);
		assertThat(this.machine.alarm(Alarm.READ)).as("and no third").isEmpty();
		this.machine.at(10 * SECOND).ring(Alarm.READ);
		assertThat(reads(this.machine)).isZero();
	}

	@Test
	void aFailureIsReportedAndThePauseGrows() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK)).readFailed(unknown());
		assertThat(this.machine.effects())
			.contains(new Effect.Report(Aspect.READ, "Reading the lock", unknown().message()));
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(1600 * MILLI, 2 * SECOND));
		this.machine.at(2 * SECOND).ring(Alarm.READ).readFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(0);
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(4 * SECOND, 6 * SECOND));
		this.machine.at(6 * SECOND).ring(Alarm.READ).readSucceeded(heldBy("other", 1, 15));
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.READ));
		assertThat(this.machine.situation().observation().failures()).isZero();
	}

	@Test
	void waitsForAsLongAsTheServerAsks() {
		this.machine.take(new Input.Start())
			.take(new Input.Named("me", DrivenMachine.MARK))
			.readFailed(busy(5 * SECOND));
		assertThat(this.machine.alarm(Alarm.READ)).contains(Window.at(5 * SECOND));
		this.machine.at(4 * SECOND).take(new Input.ReadAgain());
		assertThat(reads(this.machine)).isZero();
		assertThat(this.machine.alarm(Alarm.READ)).contains(Window.at(5 * SECOND));
		this.machine.at(5 * SECOND).take(new Input.ReadAgain());
		assertThat(reads(this.machine)).isEqualTo(1);
	}

	@Test
	void aReadRequestedDuringAnotherFollowsIt() {
		this.machine.take(new Input.Start())
			.take(new Input.Named("me", DrivenMachine.MARK))
			.take(new Input.ReadAgain());
		assertThat(reads(this.machine)).isZero();
		this.machine.readSucceeded(heldBy("other", 1, 15));
		assertThat(reads(this.machine)).isEqualTo(1);
		this.machine.readSucceeded(heldBy("other", 1, 15));
		assertThat(reads(this.machine)).isZero();
	}

	@Test
	void aNewStartReadsAtOnceDespiteReadsInProgress() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		this.machine.at(2 * SECOND).ring(Alarm.READ);
		assertThat(this.machine.situation().observation().reads()).hasSize(2);
		this.machine.take(new Input.Stop()).take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		assertThat(reads(this.machine)).isEqualTo(1);
	}

	@Test
	void aReadRequestedDuringAnotherAlsoFollowsAFailure() {
		this.machine.take(new Input.Start())
			.take(new Input.Named("me", DrivenMachine.MARK))
			.take(new Input.ReadAgain())
			.readFailed(unknown());
		assertThat(reads(this.machine)).isEqualTo(1);
	}

	@Test
	void aClaimRefusedWithoutAWatchCausesAReadAtOnce() {
		this.machine.follow(released(1)).claim().writeFailed(conflict());
		assertThat(reads(this.machine)).isEqualTo(1);
	}

	@Test
	void aSilentWatchDoesNotKeepItFromNoticingThatTheServerRespondsAgain() {
		this.machine.follow(released(1)).watch().claim().writeFailed(unknown());
		assertThat(reads(this.machine)).as("the watch shows whether the claim succeeded").isZero();
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(1600 * MILLI, 2 * SECOND));
		this.machine.at(1600 * MILLI).ring(Alarm.READ).readSucceeded(released(1));
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
		assertThat(this.machine.alarm(Alarm.READ)).isEmpty();
	}

	@Test
	void aLeaderWithAWatchReadsOnceWhenItsRenewalsFail() {
		this.machine.lead().watch().show(this.machine.term().own());
		this.machine.at(5 * SECOND).ring(Alarm.RENEW).writeFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(5 * SECOND);
		assertThat(reads(this.machine)).as("the watch may be dead, too").isEqualTo(1);
		this.machine.at(6 * SECOND).readFailed(unknown());
		assertThat(this.machine.alarm(Alarm.READ)).as("its renewals tell when the server responds again").isEmpty();
		this.machine.at(7 * SECOND).ring(Alarm.RENEW).written(2);
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
		assertThat(reads(this.machine)).as("the failed read is retried").isEqualTo(1);
		this.machine.readSucceeded(this.machine.term().own());
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.READ));
		assertThat(this.machine.alarm(Alarm.READ)).isEmpty();
	}

	@Test
	void aFailedReadIsRetriedAfterItsPauseEvenIfTheWatchReportsAChangeInTheMeantime() {
		this.machine.follow(released(1)).watch().claim().writeFailed(unknown());
		this.machine.at(2 * SECOND).ring(Alarm.READ).readFailed(denied());
		this.machine.at(3 * SECOND).show(heldBy("other", 2, 15));
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(3600 * MILLI, 4 * SECOND));
		this.machine.at(4 * SECOND).ring(Alarm.READ).readFailed(denied());
		assertThat(this.machine.alarm(Alarm.READ)).as("the pause grows").contains(new Window(6 * SECOND, 8 * SECOND));
		this.machine.at(8 * SECOND).ring(Alarm.READ).readSucceeded(heldBy("other", 2, 15));
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.READ));
	}

	@Test
	void aLeaderForLifeThatDoesNotRenewReadsUntilTheServerResponds() {
		DrivenMachine forLife = new DrivenMachine(
				DrivenMachine.rules(List.of(), true, false, new Rules.Traits(true, true, Duration.ofSeconds(1))));
		forLife.lead().watch().at(20 * SECOND).ring(Alarm.STEP).readFailed(unknown());
		assertThat(forLife.situation().unreachableSince()).hasValue(20 * SECOND);
		assertThat(forLife.alarm(Alarm.READ)).isPresent();
	}

	@Test
	void onlyTheReadsOfACandidateThatKnowsNothingYetAreFirstReads() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		assertThat(first(this.machine)).containsExactly(true);
		this.machine.at(2 * SECOND).ring(Alarm.READ);
		assertThat(first(this.machine)).as("the first has not completed").containsExactly(true);
		this.machine.readSucceeded(heldBy("other", 1, 15)).at(4 * SECOND).ring(Alarm.READ);
		assertThat(first(this.machine)).containsExactly(false);
		this.machine.take(new Input.Stop()).take(new Input.Start()).take(new Input.Named("again", DrivenMachine.MARK));
		assertThat(first(this.machine)).as("after a restart").containsExactly(false);
	}

	private static List<Boolean> first(DrivenMachine of) {
		return of.effects(Effect.Read.class).stream().map(Effect.Read::first).toList();
	}

	@Test
	void aResultThatArrivesTooLateOrTwiceIsIgnored() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		long call = this.machine.lastRead().call();
		this.machine.take(new Input.ReadFailed(call + 100, unknown()));
		assertThat(this.machine.effects(Effect.Report.class)).isEmpty();
		this.machine.take(new Input.Written(call + 100, heldBy("other", 1, 15)));
		this.machine.take(new Input.WriteFailed(call + 100, unknown()));
		assertThat(this.machine.effects(Effect.Report.class)).isEmpty();
	}

	@Test
	void aHolderShownByAReadOfAnEarlierStartIsWaitedForOnceTheLockIsGone() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		long earlier = this.machine.lastRead().call();
		this.machine.take(new Input.Stop()).take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		assertThat(this.machine.lastRead().call()).isNotEqualTo(earlier);
		this.machine.take(new Input.ReadSucceeded(earlier, heldBy("other", 1, 15)));
		assertThat(this.machine.situation().observation().hasRead()).as("that read is outdated").isFalse();
		this.machine.readSucceeded(LockSnapshot.absent()).at(15 * SECOND - 1).claim();
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
		this.machine.at(15 * SECOND).claim();
		assertThat(this.machine.effects(Effect.Write.class)).hasSize(1);
	}

	@Test
	void anAbsenceShownByAReadOfAnEarlierStartEndsNoWait() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		long earlier = forLife.lastRead().call();
		forLife.take(new Input.Stop()).take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK));
		forLife.readSucceeded(heldBy("other", 7, 15))
			.at(2 * SECOND)
			.ring(Alarm.READ)
			.readSucceeded(LockSnapshot.absent());
		assertThat(forLife.situation().tracker().isTaken(2 * SECOND)).isTrue();
		forLife.take(new Input.ReadSucceeded(earlier, LockSnapshot.absent().withHolderGone()));
		assertThat(forLife.situation().tracker().isTaken(2 * SECOND)).as("that read was about another holder").isTrue();
	}

	@Test
	void observationsAreReported() {
		this.machine.follow(heldBy("other", 1, 15));
		assertThat(this.machine.effects()).contains(new Effect.NotifyObserved(heldBy("other", 1, 15), false),
				new Effect.Clear(Aspect.WRITE));
		this.machine.watch().show(heldBy("other", 1, 15));
		assertThat(this.machine.effects(Effect.NotifyObserved.class)).as("no news").isEmpty();
	}

	@Test
	void aHolderForLifeIsVerifiedPeriodicallyAndSoonAfterADeletion() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(heldBy("other", 1, 15)).watch();
		assertThat(reads(forLife)).isZero();
		assertThat(forLife.alarm(Alarm.STEP)).contains(Window.at(15 * SECOND));
		forLife.at(15 * SECOND - 1).ring(Alarm.STEP);
		assertThat(reads(forLife)).isZero();
		forLife.at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).isEqualTo(1);
		forLife.readSucceeded(heldBy("other", 1, 15)).at(16 * SECOND).show(LockSnapshot.absent(2));
		assertThat(reads(forLife)).as("at once").isEqualTo(1);
		forLife.readSucceeded(LockSnapshot.absent(2)).at(18 * SECOND - 1).ring(Alarm.STEP);
		assertThat(reads(forLife)).isZero();
		assertThat(forLife.alarm(Alarm.STEP)).contains(Window.at(18 * SECOND));
		forLife.at(18 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).as("after a retry period").isEqualTo(1);
	}

	@Test
	void aLeaderForLifeReadsPeriodically() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.lead().watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).isEqualTo(1);
	}

	@Test
	void anExpiringHolderIsVerifiedOnlyAfterADeletion() {
		DrivenMachine expiring = new DrivenMachine(
				DrivenMachine.rules(List.of(), true, false, new Rules.Traits(false, true, Duration.ofSeconds(1))));
		expiring.follow(heldBy("other", 1, 20)).watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(expiring)).as("followers send nothing").isZero();
		expiring.show(LockSnapshot.absent(2));
		assertThat(reads(expiring)).isEqualTo(1);
	}

	@Test
	void aHolderThatCannotBeVerifiedCausesNoReadAfterADeletion() {
		this.machine.follow(heldBy("other", 1, 15)).watch().show(LockSnapshot.absent(2));
		assertThat(reads(this.machine)).isZero();
		this.machine.at(2 * SECOND).ring(Alarm.STEP);
		assertThat(reads(this.machine)).isZero();
	}

	@Test
	void aHolderIsVerifiedByOneReadAtATime() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(heldBy("other", 1, 15)).watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).isEqualTo(1);
		forLife.at(30 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).as("not completed yet").isZero();
	}

	@Test
	void aFreeLockIsNotVerified() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.take(new Input.StayOut(100 * SECOND)).follow(released(1)).watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).isZero();
	}

	@Test
	void aWatchIsVerifiedWhileTheHoldersLeaseExceedsAnHour() {
		this.machine.follow(heldBy("other", 1, 7200)).watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(this.machine)).isEqualTo(1);
		DrivenMachine usual = new DrivenMachine();
		usual.follow(heldBy("other", 1, 3600)).watch().at(15 * SECOND).ring(Alarm.STEP);
		assertThat(reads(usual)).isZero();
		usual.at(20 * SECOND).show(heldBy("other", 2, 3600));
		assertThat(reads(usual)).isZero();
	}

	@Test
	void anObjectThatIsNotALockIsNotVerified() {
		DrivenMachine forLife = new DrivenMachine(DrivenMachine.heldForLife());
		forLife.follow(LockSnapshot.foreign(1, "no lock")).watch().at(100 * SECOND).ring(Alarm.STEP);
		assertThat(reads(forLife)).isZero();
	}

}
