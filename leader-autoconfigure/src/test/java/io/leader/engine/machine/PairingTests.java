package io.leader.engine.machine;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.engine.machine.Pairing.Decision;
import io.leader.engine.machine.Pairing.Limits;
import io.leader.engine.machine.Pairing.Order;

import static io.leader.engine.machine.DrivenMachine.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how long the first of two locks is kept, and when the candidate campaigns for the
 * second.
 */
class PairingTests {

	private static final long LEASE = 15 * SECOND;

	private Pairing pairing = Pairing.initial(new Limits(LEASE, false));

	private List<Order> after(Decision decision) {
		this.pairing = decision.next();
		return decision.orders();
	}

	@Test
	void theSecondIsAcquiredAfterTheFirstAndReleasedBeforeIt() {
		assertThat(after(this.pairing.acquired(0))).containsExactly(new Order.StartSecond());
		assertThat(after(this.pairing.lost())).containsExactly(new Order.StopSecond());
		assertThat(after(this.pairing.lost())).as("already known").isEmpty();
		assertThat(after(this.pairing.left())).containsExactly(new Order.FreeFirst());
		assertThat(after(this.pairing.left())).as("already known").isEmpty();
		assertThat(after(this.pairing.acquired(0))).containsExactly(new Order.StartSecond());
	}

	@Test
	void aFirstLockThatBeganNoCampaignForTheSecondIsNotKept() {
		assertThat(after(this.pairing.lost())).containsExactly(new Order.FreeFirst());
	}

	@Test
	void theFirstIsLeftToOthersWhenNobodyIsSeenToHoldTheSecondForALease() {
		after(this.pairing.acquired(SECOND));
		assertThat(after(this.pairing.checked(true, false, 10 * SECOND))).isEmpty();
		assertThat(after(this.pairing.checked(false, false, 10 * SECOND + LEASE - 1))).isEmpty();
		assertThat(after(this.pairing.checked(false, false, 10 * SECOND + LEASE)))
			.containsExactly(new Order.YieldFirst(LEASE));
	}

	@Test
	void theFirstIsLeftForLongerEachTimeUntilTheSecondWasHeld() {
		after(this.pairing.acquired(0));
		for (int times : new int[] { 1, 2, 4, 8, 16, 16 }) {
			assertThat(after(this.pairing.checked(false, false, LEASE)))
				.containsExactly(new Order.YieldFirst(times * LEASE));
			assertThat(after(this.pairing.yielded())).isEmpty();
		}
		assertThat(after(this.pairing.checked(true, true, LEASE))).isEmpty();
		assertThat(after(this.pairing.checked(false, false, 2 * LEASE))).containsExactly(new Order.YieldFirst(LEASE));
		assertThat(after(this.pairing.checked(false, false, 2 * LEASE)))
			.as("the first was not left to others, since the candidate no longer held it")
			.containsExactly(new Order.YieldFirst(LEASE));
	}

	@Test
	void aFirstLockThatDoesNotExpireIsReadPeriodically() {
		this.pairing = Pairing.initial(new Limits(LEASE, true));
		after(this.pairing.acquired(0));
		assertThat(after(this.pairing.checked(true, true, SECOND))).containsExactly(new Order.ReadFirst());
		assertThat(after(this.pairing.checked(false, false, SECOND + LEASE)))
			.as("also while nobody can be seen to hold the second")
			.containsExactly(new Order.YieldFirst(LEASE), new Order.ReadFirst());
	}

	@Test
	void checksEndWithTheirRound() {
		assertThat(this.pairing.campaignsIn(0)).isFalse();
		after(this.pairing.acquired(0));
		assertThat(this.pairing.campaignsIn(1)).isTrue();
		after(this.pairing.lost());
		assertThat(this.pairing.campaignsIn(1)).isFalse();
		assertThat(after(this.pairing.checked(false, false, LEASE))).isEmpty();
		after(this.pairing.left());
		after(this.pairing.acquired(0));
		assertThat(this.pairing.campaignsIn(1)).isFalse();
		assertThat(this.pairing.campaignsIn(2)).isTrue();
	}

}
