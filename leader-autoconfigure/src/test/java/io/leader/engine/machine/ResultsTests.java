package io.leader.engine.machine;

import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static io.leader.engine.machine.DrivenMachine.busy;
import static io.leader.engine.machine.DrivenMachine.conflict;
import static io.leader.engine.machine.DrivenMachine.heldBy;
import static io.leader.engine.machine.DrivenMachine.released;
import static io.leader.engine.machine.DrivenMachine.unknown;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the handling of responses to writes, including late responses, and for the
 * identities under which writes are made.
 */
class ResultsTests {

	private static final InstanceMark OTHER = new InstanceMark("uid", "second");

	private final DrivenMachine machine = new DrivenMachine();

	@Test
	void anyResponseShowsThatTheServerIsReachable() {
		this.machine.follow(released(1)).claim().writeFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(0);
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().writeFailed(conflict());
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
		this.machine.at(6 * SECOND).ring(Alarm.STEP).claim().writeFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(6 * SECOND);
		this.machine.at(8 * SECOND).ring(Alarm.STEP).claim().written(2);
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
	}

	@Test
	void aRefusalForAMissingPermissionIsAResponse() {
		this.machine.follow(released(1)).claim().writeFailed(unknown());
		this.machine.at(2 * SECOND)
			.ring(Alarm.STEP)
			.claim()
			.writeFailed(new Failure(Kind.DENIED, "403", OptionalLong.empty()));
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
	}

	@Test
	void aWatchThatOpensOrReportsSomethingIsAResponse() {
		this.machine.follow(released(1)).claim().writeFailed(unknown()).watch();
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().writeFailed(unknown());
		assertThat(this.machine.situation().unreachableSince()).hasValue(2 * SECOND);
		this.machine.show(released(1));
		assertThat(this.machine.situation().unreachableSince()).isEmpty();
	}

	@Test
	void aClaimSentBeforeTheLastTermEndedBeginsNoTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().written(2);
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		this.machine.at(3 * SECOND).ring(Alarm.STEP).written(3);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(4, first.record(), null)));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aClaimOfAnEarlierStartBeginsNoTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write claim = this.machine.lastWrite();
		this.machine.take(new Input.Stop()).at(5 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
		this.machine.take(new Input.Start()).take(new Input.Named("me", OTHER));
		this.machine.take(new Input.Written(claim.call(), LockSnapshot.of(1, claim.record(), null)));
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aClaimBeginsNoTermIfAnotherHolderWasSeenAfterIt() {
		this.machine.follow(LockSnapshot.absent()).watch().claim().show(heldBy("other", 2, 15)).written(1);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
	}

	@Test
	void aClaimBeginsNoTermIfTheLockWasSeenDeletedAfterIt() {
		this.machine.follow(LockSnapshot.absent()).watch().claim().show(LockSnapshot.absent(2)).written(1);
		assertThat(this.machine.state()).isInstanceOf(State.Following.class);
	}

	@Test
	void aSecondClaimThatReplacedTheFirstProlongsTheTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.watch().show(LockSnapshot.of(1, first.record(), null)).at(2 * SECOND).ring(Alarm.STEP).claim();
		Outbox.Write second = this.machine.lastWrite();
		assertThat(second.base().version()).isEqualTo(1);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(1, first.record(), null)));
		long term = this.machine.term().number();
		this.machine.take(new Input.Written(second.call(), LockSnapshot.of(2, second.record(), null)));
		assertThat(this.machine.effects()).contains(new Effect.Prolong(term, second.call()));
		assertThat(this.machine.term().sent()).isEqualTo(2 * SECOND);
	}

	@Test
	void aSecondClaimSeenBeforeItCompletesProlongsTheTerm() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.watch().show(LockSnapshot.of(1, first.record(), null)).at(2 * SECOND).ring(Alarm.STEP).claim();
		Outbox.Write second = this.machine.lastWrite();
		LockSnapshot replaced = LockSnapshot.of(2, second.record(), null);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(1, first.record(), null)));
		this.machine.show(replaced).take(new Input.Written(second.call(), replaced));
		assertThat(this.machine.effects()).contains(new Effect.Prolong(this.machine.term().number(), second.call()));
	}

	@Test
	void aLostTermCanBeFollowedByAnotherAtOnce() {
		this.machine.lead().watch().show(released(2)).drained().claim().written(3);
		assertThat(this.machine.effects()).contains(new Effect.NotifyGranted(3));
	}

	/**
	 * The lock was deleted and then created again by a claim that was sent before the
	 * previous term ended. Others may have led in the meantime.
	 */
	@Test
	void aClaimSentBeforeTheLastTermEndedEndsTheTermThatItReplaces() {
		this.machine.follow(LockSnapshot.absent()).claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().written(2);
		this.machine.take(new Input.Yielded(this.machine.term().number())).drained();
		this.machine.at(3 * SECOND).ring(Alarm.STEP).written(3).at(5 * SECOND).claim().written(4);
		assertThat(this.machine.state()).isInstanceOf(State.Leading.class);
		this.machine.take(new Input.Written(first.call(), LockSnapshot.of(6, first.record(), null)));
		assertThat(this.machine.effects(Effect.NotifyRevoked.class).get(0).sentence())
			.isEqualTo("the lock was lost and acquired again");
	}

	@Test
	void itsOwnEarlierClaimSeenLaterEndsTheTerm() {
		this.machine.follow(LockSnapshot.absent()).watch().claim();
		Outbox.Write first = this.machine.lastWrite();
		this.machine.at(2 * SECOND).ring(Alarm.STEP).claim().written(2);
		this.machine.show(LockSnapshot.of(5, first.record(), null));
		assertThat(this.machine.effects(Effect.NotifyRevoked.class).get(0).sentence())
			.isEqualTo("the lock was lost and acquired again");
	}

	@Test
	void theOldMarkIsDiscardedOnceTheLockHoldsTheNewOne() {
		this.machine.lead().watch();
		LockRecord own = this.machine.term().own().record();
		this.machine.take(new Input.Marked(OTHER));
		assertThat(this.machine.situation().name().marks()).containsExactlyInAnyOrder(DrivenMachine.MARK, OTHER);
		this.machine.show(LockSnapshot.of(2, own, null));
		assertThat(this.machine.effects(Effect.EndMarks.class)).as("the lock still holds the old mark").isEmpty();
		this.machine.at(5 * SECOND).ring(Alarm.RENEW);
		assertThat(this.machine.lastWrite().record().instance()).isEqualTo(OTHER.toString());
		this.machine.written(3);
		assertThat(this.machine.effects()).contains(new Effect.EndMarks(Set.of(DrivenMachine.MARK)));
		assertThat(this.machine.situation().name().marks()).containsExactly(OTHER);
	}

	@Test
	void theOldMarkIsAlsoDiscardedIfTheRecordIsSeenFirst() {
		this.machine.lead().watch().take(new Input.Marked(OTHER)).at(5 * SECOND).ring(Alarm.RENEW);
		this.machine.show(LockSnapshot.of(2, this.machine.lastWrite().record(), null));
		assertThat(this.machine.effects()).contains(new Effect.EndMarks(Set.of(DrivenMachine.MARK)));
	}

	@Test
	void theOldMarkIsAlsoDiscardedIfTheRecordIsSeenAfterItsWriteHasFailed() {
		this.machine.lead().watch().take(new Input.Marked(OTHER)).at(5 * SECOND).ring(Alarm.RENEW);
		LockRecord renewed = this.machine.lastWrite().record();
		this.machine.writeFailed(unknown()).show(LockSnapshot.of(2, renewed, null));
		assertThat(this.machine.effects()).contains(new Effect.EndMarks(Set.of(DrivenMachine.MARK)));
	}

	@Test
	void aNewStartDiscardsTheMarksOfThePreviousStart() {
		this.machine.take(new Input.Start()).take(new Input.Named("me", OTHER));
		assertThat(this.machine.effects()).contains(new Effect.EndMarks(Set.of(new InstanceMark("uid", "image"))));
		DrivenMachine same = new DrivenMachine();
		same.take(new Input.Start()).take(new Input.Named("me", new InstanceMark("uid", "image")));
		assertThat(same.effects(Effect.EndMarks.class)).as("the mark is the same").isEmpty();
	}

	@Test
	void anIdentityThatIsNotDrawnIsRequestedAgain() {
		this.machine.take(new Input.Start());
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(2 * SECOND));
		this.machine.at(2 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.effects()).contains(new Effect.DrawName());
	}

	@Test
	void aStopBeforeTheIdentityIsDrawnDiscardsTheMark() {
		this.machine.take(new Input.Start()).take(new Input.Stop());
		assertThat(this.machine.state()).isInstanceOf(State.Stopped.class);
		assertThat(this.machine.situation().name().marks()).isEmpty();
	}

	@Test
	void aNeighborsRecordIsNotThatOfItsEarlierStart() {
		LockSnapshot earlier = LockSnapshot.of(1, new LockRecord("me", 15, null, null, 1, "uid/earlier"), null);
		this.machine.take(new Input.Neighbors(Set.of("uid/earlier"))).follow(earlier).claim();
		assertThat(this.machine.situation().outbox().isEmpty()).isTrue();
		DrivenMachine alone = new DrivenMachine();
		alone.take(new Input.Neighbors(Set.of("uid/another"))).follow(earlier);
		assertThat(alone.situation().outbox().size()).isEqualTo(1);
	}

	@Test
	void aReleaseIsBasedOnTheVersionOfTheTermsLastRenewal() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).take(new Input.Yielded(this.machine.term().number()));
		this.machine.written(2);
		assertThat(((Release.Pending) this.machine.down().release()).own().version()).isEqualTo(2);
		assertThat(this.machine.effects()).contains(new Effect.CountRenewal(Outcome.SUCCEEDED, 0));
	}

	@Test
	void aRenewalThatFailsAfterTheTermDelaysClaims() {
		this.machine.lead().at(5 * SECOND).ring(Alarm.RENEW).take(new Input.Yielded(this.machine.term().number()));
		this.machine.writeFailed(busy(3 * SECOND));
		assertThat(this.machine.situation().pausedUntil()).isEqualTo(8 * SECOND);
	}

	@Test
	void aClaimBeginsNoTermIfAReadAfterItShowsTheLockDeleted() {
		this.machine.follow(LockSnapshot.absent()).watch().claim();
		this.machine.show(LockSnapshot.of(1, this.machine.lastWrite().record(), null));
		this.machine.take(new Input.ReadAgain()).readSucceeded(LockSnapshot.absent()).written(1);
		assertThat(this.machine.effects(Effect.BeginAuthority.class)).isEmpty();
	}

}
