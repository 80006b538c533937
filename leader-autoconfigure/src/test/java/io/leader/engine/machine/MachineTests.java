package io.leader.engine.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for transitions that rarely occur on real threads.
 */
class MachineTests {

	private static final long SECOND = 1_000_000_000;

	private static final InstanceMark FIRST = new InstanceMark("uid", "first");

	private static final InstanceMark SECOND_MARK = new InstanceMark("uid", "second");

	private final Machine machine = new Machine(new Rules(15 * SECOND, 15, 10 * SECOND, 2 * SECOND, List.of(),
			5 * SECOND, 0, true, false, new Rules.Traits(false, false, Duration.ofSeconds(1))));

	private State state = this.machine.initial("me", new InstanceMark("uid", "image"), 0);

	private List<Effect> take(long now, Input input) {
		Transition transition = this.machine.next(this.state, input, now);
		this.state = transition.state();
		return transition.effects();
	}

	private static <E extends Effect> Stream<E> only(List<Effect> effects, Class<E> type) {
		return effects.stream().filter(type::isInstance).map(type::cast);
	}

	private static LockSnapshot written(long version, List<Effect> effects) {
		return LockSnapshot.of(version, only(effects, Effect.Write.class).findFirst().orElseThrow().record(), null);
	}

	private static long call(List<Effect> effects) {
		return only(effects, Effect.Write.class).findFirst().orElseThrow().call();
	}

	private void read(long now, List<Effect> effects, LockSnapshot result) {
		only(effects, Effect.Read.class).forEach((read) -> take(now, new Input.ReadSucceeded(read.call(), result)));
	}

	/**
	 * Makes the machine create the lock, with version 1, and begin a term after one
	 * second.
	 */
	private void lead() {
		take(0, new Input.Start());
		read(0, take(0, new Input.Named("me", FIRST)), LockSnapshot.absent());
		List<Effect> claim = take(SECOND, new Input.Rang(Alarm.CLAIM));
		take(SECOND, new Input.Written(call(claim), written(1, claim)));
		assertThat(this.state).isInstanceOf(State.Leading.class);
	}

	@Test
	void anIdentityRequestedTwiceDoesNotReplaceTheFirst() {
		take(0, new Input.Start());
		take(0, new Input.Named("me", FIRST));
		List<Effect> effects = take(0, new Input.Named("other", SECOND_MARK));
		assertThat(effects).contains(new Effect.EndMarks(Set.of(SECOND_MARK)));
		assertThat(this.state.situation().own().identity()).isEqualTo("me");
		assertThat(this.state.situation().own().mark()).isEqualTo(FIRST);
		assertThat(this.state.situation().name().marks()).containsExactly(FIRST);
	}

	/**
	 * Others changed the object while a renewal was in progress, and the leader then
	 * yielded. Without a read, the release would conflict with the same change.
	 */
	@Test
	void aRenewalRefusedDuringADrainCausesAReadBeforeTheRelease() {
		lead();
		Term term = ((State.Leading) this.state).term();
		List<Effect> renewal = take(6 * SECOND, new Input.Rang(Alarm.RENEW));
		read(6 * SECOND, renewal, term.own());
		take(6 * SECOND, new Input.Yielded(term.number()));
		List<Effect> effects = take(6 * SECOND, new Input.WriteFailed(call(renewal),
				new Failure(Kind.CONFLICT, "409 (simulated by this test)", OptionalLong.empty())));
		assertThat(only(effects, Effect.Read.class)).hasSize(1);
	}

	@Test
	void timesInTheRecordFollowTheWallClock() {
		Instant time = Instant.parse("2026-03-01T10:00:00Z");
		take(0, new Input.ClocksApart(time.toEpochMilli() * 1_000_000));
		lead();
		assertThat(((State.Leading) this.state).term().own().record()).isNotNull()
			.extracting("renewTime")
			.isEqualTo(time.plusSeconds(1));
	}

}
