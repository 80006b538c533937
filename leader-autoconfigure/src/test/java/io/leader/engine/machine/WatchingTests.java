package io.leader.engine.machine;

import io.leader.lock.LockException.Kind;

import java.time.Duration;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.MILLI;
import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when a watch is opened, trusted, and replaced.
 */
class WatchingTests {

	private static final long TRUST = Duration.ofMinutes(30).toNanos();

	private final DrivenMachine machine = new DrivenMachine();

	private DrivenMachine watching() {
		return this.machine.follow(heldBy("other", 1, 15)).watch();
	}

	private Watch watch() {
		return this.machine.situation().observation().watching().watch();
	}

	private Window nextWatch() {
		return this.machine.situation().observation().watching().next();
	}

	@Test
	void isOpenedFromTheVersionThatWasRead() {
		this.machine.follow(heldBy("other", 7, 15));
		Effect.OpenWatch open = this.machine.effects(Effect.OpenWatch.class).get(0);
		assertThat(open.from()).isEqualTo(heldBy("other", 7, 15));
		assertThat(open.timeout()).isEqualTo(5 * SECOND);
		assertThat(watch()).isEqualTo(new Watch.Opening(open.session(), 7));
		this.machine.watch();
		assertThat(watch()).isEqualTo(new Watch.Open(open.session(), 7, new Window(TRUST, TRUST + TRUST / 8)));
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.WATCH));
		assertThat(this.machine.effects(Effect.CountWatchRestart.class)).as("the first one").isEmpty();
		assertThat(this.machine.alarm(Alarm.READ)).as("a follower that watches reads nothing").isEmpty();
		assertThat(this.machine.alarm(Alarm.REPLACE_WATCH)).contains(new Window(TRUST, TRUST + TRUST / 8));
	}

	@Test
	void isOneAtATime() {
		watching().take(new Input.WatchOpened(this.machine.session() + 100));
		assertThat(this.machine.effects()).contains(new Effect.CloseWatch(this.machine.session() + 100));
		this.machine.take(new Input.WatchOpened(this.machine.session()));
		assertThat(this.machine.effects()).as("the watch is already open")
			.contains(new Effect.CloseWatch(this.machine.session()));
	}

	@Test
	void isReplacedAfterALongSilence() {
		watching();
		long session = this.machine.session();
		this.machine.at(TRUST - 1).ring(Alarm.REPLACE_WATCH);
		assertThat(this.machine.effects(Effect.CloseWatch.class)).isEmpty();
		this.machine.at(TRUST).ring(Alarm.STEP);
		assertThat(this.machine.effects(Effect.CloseWatch.class)).as("its window has not passed").isEmpty();
		this.machine.ring(Alarm.REPLACE_WATCH);
		assertThat(this.machine.effects()).contains(new Effect.CloseWatch(session));
		assertThat(this.machine.effects(Effect.Read.class)).hasSize(1);
		this.machine.readSucceeded(heldBy("other", 1, 15)).watch();
		assertThat(this.machine.effects()).contains(new Effect.CountWatchRestart());
	}

	@Test
	void anEventProlongsTheTrust() {
		watching().at(SECOND).show(heldBy("other", 2, 15));
		assertThat(((Watch.Open) watch()).doubt().from()).isEqualTo(SECOND + TRUST);
		assertThat(((Watch.Open) watch()).reported()).isEqualTo(2);
		this.machine.at(2 * SECOND).show(heldBy("other", 2, 15));
		assertThat(((Watch.Open) watch()).doubt().from()).as("no news").isEqualTo(SECOND + TRUST);
	}

	@Test
	void anEarlierWatchMayDeliverEventsButIsNotTrusted() {
		watching().at(SECOND).take(new Input.WatchReported(this.machine.session() + 100, heldBy("other", 2, 15)));
		assertThat(this.machine.situation().tracker().last()).contains(heldBy("other", 2, 15));
		assertThat(((Watch.Open) watch()).reported()).isEqualTo(1);
		assertThat(((Watch.Open) watch()).doubt().from()).isEqualTo(TRUST);
	}

	@Test
	void aWatchThatEndsNormallyIsSoonReplaced() {
		watching();
		long session = this.machine.session();
		this.machine.at(SECOND).take(new Input.WatchEnded(session + 100));
		assertThat(watch()).isInstanceOf(Watch.Open.class);
		this.machine.take(new Input.WatchEnded(session));
		assertThat(watch()).isEqualTo(new Watch.Closed());
		Window soon = new Window(SECOND + 100 * MILLI, SECOND + 200 * MILLI);
		assertThat(nextWatch()).isEqualTo(soon);
		assertThat(this.machine.alarm(Alarm.READ)).contains(soon);
		this.machine.at(SECOND + 100 * MILLI).ring(Alarm.READ).readSucceeded(heldBy("other", 1, 15));
		assertThat(this.machine.effects(Effect.OpenWatch.class)).hasSize(1);
	}

	@Test
	void aBrokenWatchIsReplacedWhenTheServerAllowsIt() {
		watching();
		long session = this.machine.session();
		this.machine.at(SECOND).take(new Input.WatchBroken(session + 100, busy(SECOND)));
		assertThat(watch()).isInstanceOf(Watch.Open.class);
		assertThat(this.machine.situation().pausedUntil()).isZero();
		this.machine.take(new Input.WatchBroken(session, busy(3 * SECOND)));
		assertThat(nextWatch()).isEqualTo(Window.at(4 * SECOND));
		assertThat(this.machine.situation().pausedUntil()).isEqualTo(4 * SECOND);
	}

	@Test
	void aWatchThatCannotBeOpenedIsRetriedLater() {
		this.machine.follow(heldBy("other", 1, 15)).at(SECOND);
		long session = this.machine.session();
		this.machine.take(new Input.WatchFailed(session + 100, unknown()));
		assertThat(watch()).isInstanceOf(Watch.Opening.class);
		this.machine.take(new Input.WatchFailed(session, unknown()));
		assertThat(watch()).isEqualTo(new Watch.Closed());
		assertThat(nextWatch()).isEqualTo(new Window(2 * SECOND, 3 * SECOND));
		assertThat(this.machine.effects())
			.contains(new Effect.Report(Aspect.WATCH, "Opening the watch", "no response"));
		this.machine.at(2 * SECOND - 1).ring(Alarm.READ).readSucceeded(heldBy("other", 1, 15));
		assertThat(watch()).as("not yet").isEqualTo(new Watch.Closed());
		this.machine.at(4 * SECOND).ring(Alarm.READ).readSucceeded(heldBy("other", 1, 15));
		this.machine.take(new Input.WatchFailed(this.machine.session(), busy(14 * SECOND)));
		assertThat(nextWatch()).as("the pause doubles, and the requested delay is honored")
			.isEqualTo(Window.at(18 * SECOND));
	}

	@Test
	void theReadBeforeAWatchIsNoLaterThanTheWatch() {
		this.machine.follow(heldBy("other", 1, 15)).take(new Input.WatchFailed(this.machine.session(), unknown()));
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(SECOND, 2 * SECOND));
	}

	@Test
	void anEventResetsTheFailures() {
		this.machine.follow(heldBy("other", 1, 15));
		this.machine.take(new Input.WatchFailed(this.machine.session(), unknown()))
			.at(2 * SECOND)
			.ring(Alarm.READ)
			.readSucceeded(heldBy("other", 1, 15));
		assertThat(this.machine.situation().observation().watching().failures()).isEqualTo(1);
		this.machine.watch().show(heldBy("other", 2, 15));
		assertThat(this.machine.situation().observation().watching().failures()).isZero();
	}

	@Test
	void pollsAndRetriesLaterWithoutTheRightToWatch() {
		this.machine.follow(heldBy("other", 1, 15)).at(SECOND);
		Failure denied = new Failure(Kind.DENIED, "403", OptionalLong.empty());
		this.machine.take(new Input.WatchFailed(this.machine.session(), denied));
		assertThat(this.machine.effects()).contains(new Effect.ReportPolling(denied));
		assertThat(nextWatch()).isEqualTo(Window.at(SECOND + Duration.ofMinutes(5).toNanos()));
		assertThat(this.machine.alarm(Alarm.READ)).contains(new Window(1600 * MILLI, 2 * SECOND));
	}

	@Test
	void anEventOrAnOpenWatchShowsThatTheServerResponds() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", DrivenMachine.MARK)).readFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(0);
		this.machine.at(2 * SECOND).ring(Alarm.READ).readSucceeded(heldBy("other", 1, 15));
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
	}

	@Test
	void isClosedWhenTheCandidateStops() {
		watching();
		long session = this.machine.session();
		this.machine.take(new Input.Stop());
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
		assertThat(this.machine.effects()).contains(new Effect.CloseWatch(session));
		assertThat(this.machine.situation().observation().running()).isFalse();
	}

	@Test
	void isInDoubtIfItHasNotReportedAVersionWhenTheNextRenewalIsAcknowledged() {
		this.machine.lead().watch();
		this.machine.at(5 * SECOND).ring(Alarm.RENEW).written(2);
		assertThat(this.machine.effects(Effect.CloseWatch.class)).hasSize(1);
		assertThat(this.machine.effects(Effect.Read.class)).hasSize(1);
	}

	@Test
	void isNotInDoubtAfterAVersionThatItHasReported() {
		this.machine.lead().watch();
		LockSnapshot own = this.machine.term().own();
		this.machine.show(own).at(5 * SECOND).ring(Alarm.RENEW).written(2);
		assertThat(this.machine.effects(Effect.CloseWatch.class)).isEmpty();
	}

	@Test
	void isNotInDoubtAfterAVersionReadBeforeItCouldShowIt() {
		this.machine.lead().watch();
		this.machine.show(this.machine.term().own()).at(5 * SECOND).ring(Alarm.RENEW).take(new Input.ReadAgain());
		this.machine.readSucceeded(LockSnapshot.of(2, this.machine.lastWrite().record(), null)).written(2);
		assertThat(this.machine.effects(Effect.CloseWatch.class)).isEmpty();
	}

}
