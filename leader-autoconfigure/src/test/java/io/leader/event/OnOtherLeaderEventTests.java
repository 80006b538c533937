package io.leader.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.integration.leader.event.AbstractLeaderEvent;

import io.leader.election.LeaderElection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests that the event for another leader is a leader event of Spring Integration.
 */
class OnOtherLeaderEventTests {

	private final LeaderElection election = mock();

	@Test
	void listenersOfLeaderEventsReceiveIt() {
		given(this.election.name()).willReturn("orders");
		List<AbstractLeaderEvent> received = new CopyOnWriteArrayList<>();
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			ApplicationListener<AbstractLeaderEvent> listener = received::add;
			context.addApplicationListener(listener);
			context.refresh();
			new LeaderEvents(new IsolatedListeners(context)).onOtherLeader(this.election, "pod-b");
		}
		assertThat(received).singleElement().isInstanceOfSatisfying(OnOtherLeaderEvent.class, (event) -> {
			assertThat(event.getRole()).isEqualTo("orders");
			assertThat(event.getLeader()).isEqualTo("pod-b");
			assertThat(event.getElection()).isSameAs(this.election);
			assertThat(event.getContext().getRole()).isEqualTo("orders");
			event.getContext().yield();
		});
		then(this.election).should().yieldLeadership();
	}

}
