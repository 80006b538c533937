package io.leader.engine.machine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.lock.InstanceMark;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how long the machine waits for the end of a term, and what must wait for that end
 * (rules 4 and 6).
 */
class DrainingTests {

	private static final InstanceMark OTHER = new InstanceMark("uid", "second");

	private final DrivenMachine machine = new DrivenMachine();

	@Test
	void doesNotWaitForListenersAndCallsBeyondTheLease() {
		DrivenMachine patient = new DrivenMachine(new Rules(15 * SECOND, 15, 10 * SECOND, 2 * SECOND, List.of(),
				30 * SECOND, 0, true, false, new Rules.Traits(false, false, Duration.ofSeconds(1))));
		patient.lead().at(3 * SECOND).take(new Input.Yielded(patient.term().number()));
		assertThat(patient.down().drain().deadline()).isEqualTo(15 * SECOND);
		patient.at(15 * SECOND).drained();
		assertThat(patient.situation().outbox().isEmpty()).as("others may hold the lock").isTrue();
	}

	@Test
	void aProcessPausedPastItsLeaseGetsTimeBeforeItsTermIsOverdue() {
		this.machine.lead().at(20 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.effects(Effect.ReportOverdue.class)).isEmpty();
		assertThat(this.machine.alarm(Alarm.STEP)).contains(Window.at(22 * SECOND));
		this.machine.at(22 * SECOND).ring(Alarm.STEP);
		assertThat(this.machine.effects()).contains(new Effect.ReportOverdue(false));
	}

	/**
	 * If the mark were discarded, another candidate in this JVM would mistake the record
	 * in the lock for one from its own earlier run, and could lead while guarded calls of
	 * this term are still in progress.
	 */
	@Test
	void theMarkOfATermThatHasNotEndedStaysAliveAfterAnIdentityChange() {
		this.machine.lead().take(new Input.Stop()).at(5 * SECOND).ring(Alarm.STEP);
		this.machine.take(new Input.Start()).take(new Input.Named("me", OTHER));
		assertThat(this.machine.effects(Effect.EndMarks.class)).isEmpty();
		assertThat(this.machine.situation().name().marks()).containsExactlyInAnyOrder(DrivenMachine.MARK, OTHER);
		this.machine.drained();
		assertThat(this.machine.effects(Effect.EndMarks.class)).as("the mark may still be in the lock").isEmpty();
	}

}
