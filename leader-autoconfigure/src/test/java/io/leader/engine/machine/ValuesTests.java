package io.leader.engine.machine;

import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the small values that states consist of.
 */
class ValuesTests {

	@Test
	void aWindowMovesWithItsBounds() {
		Window window = new Window(10, 20);
		assertThat(window.notBefore(5)).isEqualTo(window);
		assertThat(window.notBefore(15)).isEqualTo(new Window(15, 20));
		assertThat(window.notBefore(25)).isEqualTo(Window.at(25));
		assertThat(window.notAfter(25)).isEqualTo(window);
		assertThat(window.notAfter(15)).isEqualTo(new Window(10, 15));
		assertThat(window.notAfter(5)).isEqualTo(Window.at(5));
		assertThat(window.earlier(new Window(5, 30))).isEqualTo(new Window(5, 20));
		assertThat(window.later(new Window(5, 30))).isEqualTo(new Window(10, 30));
		assertThat(window.shifted(3)).isEqualTo(new Window(13, 23));
	}

	@Test
	void aWatchIsIdentifiedByItsSessionAndByWhatItHasReported() {
		Watch opening = new Watch.Opening(7, 3);
		Watch open = new Watch.Open(7, 3, new Window(10, 20));
		Watch closed = new Watch.Closed();
		for (Watch watch : new Watch[] { opening, open }) {
			assertThat(watch.isSession(7)).isTrue();
			assertThat(watch.isSession(8)).isFalse();
			assertThat(watch.hasReported(3)).isTrue();
			assertThat(watch.hasReported(4)).isFalse();
			assertThat(watch.reporting(5).hasReported(5)).isTrue();
			assertThat(watch.reporting(2)).isEqualTo(watch);
		}
		assertThat(closed.isSession(7)).isFalse();
		assertThat(closed.hasReported(0)).isFalse();
		assertThat(closed.reporting(1)).isEqualTo(closed);
		assertThat(open.doubtedAt(5)).isEqualTo(new Watch.Open(7, 3, Window.at(5)));
		assertThat(opening.doubtedAt(5)).isEqualTo(opening);
	}

	@Test
	void theWindowOfClaimsGrowsWithEachLostRaceUpToALimit() {
		ClaimHistory history = ClaimHistory.NONE.sent(5).failed();
		assertThat(history.last()).isEqualTo(5);
		assertThat(history.failures()).isEqualTo(1);
		assertThat(history.window()).isEqualTo(2_000_000);
		assertThat(history.beaten().window()).isEqualTo(4_000_000);
		assertThat(history.beaten().beaten().beaten().window()).isEqualTo(10_000_000);
		assertThat(history.beaten().reached()).isEqualTo(new ClaimHistory(4_000_000, 0, 5));
		assertThat(history.beaten().won()).isEqualTo(new ClaimHistory(2_000_000, 0, 5));
	}

	@Test
	void aDrainLastsNoLongerThanTheLease() {
		Rules rules = DrivenMachine.expiring();
		Drain drain = Drain.ofTerm(3, SECOND, 15 * SECOND, rules);
		assertThat(drain).isEqualTo(new Drain(OptionalLong.of(3), false, false, 6 * SECOND, 6 * SECOND));
		assertThat(Drain.ofTerm(3, 14 * SECOND, 15 * SECOND, rules))
			.isEqualTo(new Drain(OptionalLong.of(3), false, false, 15 * SECOND, 16 * SECOND));
		assertThat(drain.isOfTerm()).isTrue();
		assertThat(drain.isOver()).isFalse();
		assertThat(drain.withListenersReturned().isOver()).isFalse();
		assertThat(drain.withCallsFinished().isOver()).isFalse();
		assertThat(drain.withCallsFinished().withListenersReturned().isOver()).isTrue();
		Drain follower = Drain.ofFollower(SECOND, rules);
		assertThat(follower).isEqualTo(new Drain(OptionalLong.empty(), true, true, 6 * SECOND, 6 * SECOND));
		assertThat(follower.isOfTerm()).isFalse();
		assertThat(Drain.NOTHING.isOver()).isTrue();
	}

	@Test
	void aWaitIsForOneHolderAndItsRecord() {
		LockSnapshot seen = heldBy("other", 1, 15);
		Wait wait = new Wait.ForNobody().hold(seen, "key", "other", 20, false, 100);
		assertThat(wait).isEqualTo(new Wait.ForHolder("key", "other", 100, 20, false, Optional.of(seen)));
		assertThat(wait.isForRecordOf(seen)).isTrue();
		assertThat(wait.isForRecordOf(heldBy("other", 2, 15))).isFalse();
		assertThat(wait.remaining(105)).isEqualTo(15);
		assertThat(wait.isForLife()).isFalse();
		Wait again = new Wait.ForHolder("key", "other", 119, 20, false, Optional.empty());
		assertThat(wait.withoutRecord(119)).isEqualTo(again);
		assertThat(again.withoutRecord(125)).isEqualTo(again);
		assertThat(wait.own(false, 119)).isEqualTo(again);
		assertThat(wait.own(false, 120)).isEqualTo(new Wait.ForNobody());
		assertThat(wait.own(true, 120).remaining(120)).isEqualTo(20);
		Wait forLife = new Wait.ForNobody().hold(seen, "key", "other", 20, true, 100);
		assertThat(forLife.isForLife()).isTrue();
		assertThat(forLife.own(true, 100)).isEqualTo(new Wait.ForNobody());
		assertThat(new Wait.ForNobody().isForRecordOf(seen)).isFalse();
		assertThat(new Wait.ForNobody().remaining(100)).isZero();
	}

	@Test
	void pendingListenersAndCallsAreKnownInEveryPhase() {
		DrivenMachine machine = new DrivenMachine();
		assertThat(Drain.in(machine.state())).isEqualTo(Drain.NOTHING);
		machine.lead();
		assertThat(Drain.in(machine.state())).isEqualTo(Drain.NOTHING);
		machine.take(new Input.Stop());
		assertThat(Drain.in(machine.state())).isEqualTo(machine.down().drain());
		machine.at(5 * SECOND).ring(Alarm.STEP);
		assertThat(Drain.in(machine.state())).isEqualTo(((State.Stopped) machine.state()).remains());
		assertThat(Drain.in(machine.state()).isOver()).isFalse();
	}

}
