package io.leader.event;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.integration.support.SmartLifecycleRoleController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.mock;

/**
 * Tests that endpoints run if and only if this process leads, even if leadership changes
 * while the endpoints that started with the application are being stopped.
 */
class EndpointStopperTests {

	private final LeaderElection election = mock(LeaderElection.class);

	private final Endpoint endpoint = new Endpoint();

	private final SmartLifecycleRoleController controller = new SmartLifecycleRoleController(List.of("orders"),
			List.<SmartLifecycle>of(this.endpoint));

	/**
	 * Changes leadership, and publishes the event for the change, immediately after each
	 * of the given checks of whether this process leads.
	 * @param changesAfter the numbers of these checks, counted from 1
	 * @param running whether the endpoint runs in the end
	 */
	@ParameterizedTest
	@CsvSource({ "'', false", "1, true", "2, true", "1 2, false", "1 2 3, true", "2 3, false", "3, true" })
	void anElectionThatChangesMeanwhile(String changesAfter, boolean running) {
		Queue<Integer> changes = new ArrayDeque<>(Arrays.stream(changesAfter.split(" "))
			.filter((text) -> !text.isEmpty())
			.map(Integer::valueOf)
			.toList());
		boolean[] leader = new boolean[1];
		int[] checks = new int[1];
		given(this.election.name()).willReturn("orders");
		willAnswer((call) -> {
			boolean answer = leader[0];
			checks[0]++;
			if (Integer.valueOf(checks[0]).equals(changes.peek())) {
				changes.remove();
				leader[0] = !leader[0];
				this.controller.onApplicationEvent(event(leader[0]));
			}
			return answer;
		}).given(this.election).isLeader();
		LeaderElections elections = mock(LeaderElections.class, CALLS_REAL_METHODS);
		given(elections.iterator()).willReturn(List.of(this.election).iterator());
		StaticListableBeanFactory beans = new StaticListableBeanFactory(Map.of("controller", this.controller));
		new EndpointStopper(elections, beans.getBeanProvider(SmartLifecycleRoleController.class)).start();
		assertThat(this.endpoint.isRunning()).isEqualTo(running);
	}

	private AbstractLeaderEvent event(boolean granted) {
		Context context = mock(Context.class);
		return granted ? new OnGrantedEvent(this, context, "orders") : new OnRevokedEvent(this, context, "orders");
	}

	private static final class Endpoint implements SmartLifecycle {

		private boolean running = true;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

	}

}
