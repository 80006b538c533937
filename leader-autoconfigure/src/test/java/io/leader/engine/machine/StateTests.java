package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.MILLI;
import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the transition table of {@link State}, row by row.
 */
class StateTests {

	private final DrivenMachine machine = new DrivenMachine();

	@Test
	void startsToFollowIfNothingIsLeftOfAPreviousTerm() {
		this.machine.take(new Input.Start());
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.effects()).contains(new Effect.DrawName());
		this.machine.take(new Input.Named("me", DrivenMachine.MARK));
		assertThat(this.machine.effects()).contains(new Effect.NotifyCandidacy());
		assertThat(this.machine.effects(Effect.Read.class)).hasSize(1);
	}

	@Test
	void startsToStepDownIfAPreviousTermHasNotEnded() {
		this.machine.lead().take(new Input.Stop()).at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
		assertThat(this.machine.effects()).contains(new Effect.NotifyStopped());
		this.machine.take(new Input.Start());
		assertThat(this.machine.down().wanted()).isTrue();
		assertThat(this.machine.down().restarted()).isFalse();
		assertThat(this.machine.effects()).contains(new Effect.DrawName());
		this.machine.drained();
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aClaimAcknowledgedInTimeBeginsATerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		long call = this.machine.lastWrite().call();
		this.machine.at(10 * SECOND - 1).written(7);
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		assertThat(this.machine.effects()).contains(new Effect.BeginAuthority(call, call, 7),
				new Effect.NotifyGranted(7));
	}

	@Test
	void aClaimAcknowledgedTooLateBeginsNoTerm() {
		this.machine.follow(LockSnapshot.absent()).claim().at(10 * SECOND).written(7);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
	}

	@Test
	void aStoppingFollowerStepsDownWithoutATermUntilItsClaimCompletes() {
		this.machine.follow(LockSnapshot.absent()).claim().take(new Input.Stop());
		assertThat(this.machine.down().drain().isOfTerm()).isFalse();
		assertThat(this.machine.down().wanted()).isFalse();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(5 * SECOND));
		this.machine.at(5 * SECOND - 1).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
		this.machine.at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
	}

	@Test
	void aStoppingFollowerHasStoppedWhenItsClaimFails() {
		this.machine.follow(LockSnapshot.absent()).claim().take(new Input.Stop()).writeFailed(unknown());
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
		assertThat(this.machine.effects()).contains(new Effect.NotifyStopped());
	}

	/**
	 * If the mark were discarded later, another candidate that starts in this JVM after
	 * the stop could mistake this candidate's record for that of a live neighbor, and
	 * would then wait for the lease to expire.
	 */
	@Test
	void theMarkOfAStoppingFollowerIsDiscardedBeforeTheStopIsReported() {
		this.machine.follow(heldBy("other", 1, 15)).take(new Input.Stop());
		assertThat(this.machine.effects()).containsSubsequence(new Effect.EndMarks(Set.of(DrivenMachine.MARK)),
				new Effect.NotifyStopped());
	}

	@Test
	void aStoppingFollowerReleasesTheLockThatItsClaimAcquired() {
		this.machine.follow(LockSnapshot.absent()).claim().take(new Input.Stop()).written(1);
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		assertThat(this.machine.lastWrite().record().isReleased()).isTrue();
		this.machine.written(2);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
	}

	@Test
	void aStoppingFollowerReleasesTheLockThatAClaimOfItsPreviousStartAcquired() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write claim = this.machine.lastWrite();
		this.machine.at(MILLI).take(new Input.Stop()).take(new Input.Start());
		this.machine.take(new Input.Named("me", new InstanceMark("uid", "second")))
			.at(2 * MILLI)
			.take(new Input.Stop());
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
		this.machine.take(new Input.Written(claim.call(), LockSnapshot.of(1, claim.record(), null)));
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		assertThat(this.machine.lastWrite().base().record()).isEqualTo(claim.record());
		this.machine.written(2);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
	}

	@Test
	void aStoppingFollowerThatReleasesNothingKeepsTheLockThatItsClaimAcquired() {
		DrivenMachine leaves = new DrivenMachine(
				DrivenMachine.rules(List.of(), false, false, new Rules.Traits(false, false, Duration.ofSeconds(1))));
		leaves.follow(LockSnapshot.absent()).claim().take(new Input.Stop()).written(1);
		assertThat(leaves.state()).isInstanceOf(State.Stopped.class);
	}

	enum End {

		YIELDED(true, true, false, true, "this candidate yielded"),

		STOPPED(true, false, true, true, "this candidate is stopping"),

		EXPIRED(false, true, false, false, "the lock was not renewed within the renew deadline"),

		LOST(false, true, false, false, "'other' holds the lock");

		final boolean releases;

		final boolean wanted;

		final boolean restarted;

		final boolean holdsBack;

		final String sentence;

		End(boolean releases, boolean wanted, boolean restarted, boolean holdsBack, String sentence) {
			this.releases = releases;
			this.wanted = wanted;
			this.restarted = restarted;
			this.holdsBack = holdsBack;
			this.sentence = sentence;
		}

		void happenTo(DrivenMachine machine, long term) {
			switch (this) {
				case YIELDED -> machine.take(new Input.Yielded(term));
				case STOPPED -> machine.take(new Input.Stop());
				case EXPIRED -> machine.at(10 * SECOND).ring(Alarm.STEP);
				case LOST -> machine.ring(Alarm.READ).readSucceeded(heldBy("other", 2, 15));
			}
		}

	}

	@ParameterizedTest
	@EnumSource
	void aTermEndsBeforeItsListenersAreNotifiedAndItsReleaseWaits(End end) {
		this.machine.lead().at(3 * SECOND);
		long term = this.machine.term().number();
		end.happenTo(this.machine, term);
		State.SteppingDown down = this.machine.down();
		assertThat(down.wanted()).isEqualTo(end.wanted);
		assertThat(down.restarted()).isEqualTo(end.restarted);
		assertThat(down.holdsBack()).isEqualTo(end.holdsBack);
		assertThat(down.release() instanceof Release.Pending).isEqualTo(end.releases);
		assertThat(this.machine.effects()).containsSubsequence(new Effect.EndAuthority(term),
				new Effect.NotifyRevoked(term, Cause.valueOf(end.name()), end.sentence));
		assertThat(this.machine.effects(Effect.Write.class)).isEmpty();
	}

	@Test
	void onlyTheIntendedTermIsGivenUp() {
		this.machine.lead();
		long term = this.machine.term().number();
		this.machine.take(new Input.Yielded(term + 1)).take(new Input.AuthorityExpired(term + 1));
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.take(new Input.AuthorityExpired(term));
		assertThat(this.machine.state()).isInstanceOf(State.SteppingDown.class);
	}

	@ParameterizedTest
	@EnumSource(names = { "YIELDED", "STOPPED" })
	void theLockIsReleasedOnlyAfterListenersAndCallsHaveReturned(End end) {
		this.machine.lead();
		long term = this.machine.term().number();
		end.happenTo(this.machine, term);
		this.machine.take(new Input.ListenersReturned(term + 1)).take(new Input.CallsFinished(term));
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
		this.machine.take(new Input.ListenersReturned(term));
		assertThat(this.machine.effects()).contains(new Effect.LeaseOver(), new Effect.Clear(Aspect.DRAIN));
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.RELEASE);
		assertThat(this.machine.lastWrite().record().isReleased()).isTrue();
		this.machine.written(2);
		assertThat(this.machine.state()).isInstanceOf(end.wanted ? State.Following.class : State.Stopped.class);
		assertThat(this.machine.effects(Effect.NotifyStopped.class)).hasSize(end.wanted ? 0 : 1);
	}

	@Test
	void afterAYieldItLeavesTheLockToOthersForARetryPeriod() {
		this.machine.lead().take(new Input.Yielded(this.machine.term().number())).drained().written(2);
		assertThat(this.machine.campaign().notBefore()).isEqualTo(2 * SECOND);
		this.machine.at(2 * SECOND - 1).claim();
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
		this.machine.at(2 * SECOND).claim();
		assertThat(this.machine.lastWrite().purpose()).isEqualTo(Purpose.CLAIM);
	}

	@Test
	void aLaterTermHasALargerNumber() {
		long first = this.machine.lead().term().number();
		this.machine.take(new Input.Yielded(first)).drained().written(2).at(2 * SECOND).claim().written(3);
		assertThat(first).as("no term has the number 0").isPositive();
		assertThat(this.machine.term().number()).isGreaterThan(first);
	}

	@Test
	void campaignsAtOnceAfterAnExpiry() {
		this.machine.lead().at(10 * SECOND).ring(Alarm.STEP).drained();
		assertThat(this.machine.campaign().notBefore()).isEqualTo(10 * SECOND);
	}

	@Test
	void aTermThatDoesNotEndInTimeIsReportedAndPreventsACampaign() {
		this.machine.lead().take(new Input.Yielded(this.machine.term().number())).at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.down().release()).isEqualTo(new Release.None());
		assertThat(this.machine.effects()).contains(new Effect.ReportOverdue(false));
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(7 * SECOND));
		this.machine.take(new Input.ListenersReturned(this.machine.down().drain().term().orElseThrow()));
		assertThat(this.machine.effects()).contains(new Effect.ReportOverdue(true));
		this.machine.drained();
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
	}

	@Test
	void aTermThatDoesNotEndInTimeDoesNotPreventAStop() {
		this.machine.lead().take(new Input.Stop());
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(5 * SECOND));
		this.machine.at(5 * SECOND - 1).ring(Alarm.STEP);
		assertThat(this.machine.effects(Effect.NotifyStopped.class)).isEmpty();
		this.machine.at(5 * SECOND).ring(Alarm.STEP);
		State.Stopped stopped = (State.Stopped) this.machine.state();
		assertThat(stopped.remains().isOver()).isFalse();
		assertThat(this.machine.effects(Effect.EndMarks.class)).isEmpty();
		long term = stopped.remains().term().orElseThrow();
		this.machine.take(new Input.ListenersReturned(term)).take(new Input.CallsFinished(term + 1));
		assertThat(this.machine.effects(Effect.EndMarks.class)).isEmpty();
		assertThat(this.machine.effects()).doesNotContain(new Effect.Clear(Aspect.DRAIN));
		this.machine.take(new Input.CallsFinished(term));
		assertThat(this.machine.effects(Effect.EndMarks.class)).hasSize(1);
		assertThat(this.machine.effects()).contains(new Effect.Clear(Aspect.DRAIN));
		assertThat(((State.Stopped) this.machine.state()).remains().isOver()).isTrue();
	}

	@Test
	void aCandidateRestartedWhileItStepsDownHasANewIdentity() {
		this.machine.lead().take(new Input.Stop()).take(new Input.Start());
		assertThat(this.machine.down().wanted()).isTrue();
		assertThat(this.machine.down().restarted()).isTrue();
		this.machine.drained().written(2);
		assertThat(this.machine.effects()).contains(new Effect.NotifyStopped(), new Effect.DrawName());
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aCandidateThatStepsDownCanBeStopped() {
		this.machine.lead().take(new Input.Yielded(this.machine.term().number())).take(new Input.Stop());
		assertThat(this.machine.down().wanted()).isFalse();
		assertThat(this.machine.down().restarted()).isTrue();
		assertThat(this.machine.down().release()).isInstanceOf(Release.Pending.class);
		this.machine.drained().written(2);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
	}

	@Test
	void aStoppedCandidateReportsEachFurtherStop() {
		this.machine.take(new Input.Stop());
		assertThat(this.machine.effects()).contains(new Effect.NotifyStopped());
		assertThat(this.machine.alarm(Alarm.STEP)).isEmpty();
	}

}
