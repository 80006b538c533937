package io.leader.autoconfigure.fencing.http;

import java.net.URI;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.GuardedThread;
import io.leader.engine.TermPreparation;
import io.leader.engine.TermPreparations;
import io.leader.fencing.http.WebClientFencing;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a thread no longer takes part in the guarded call of a request once it has
 * subscribed to the request, so its later transactions do not belong to that call.
 */
class SubscribingThreadTests extends LeaderContextTest {

	private static final TermPreparation AT_ONCE = new TermPreparation() {

		@Override
		public void prepare(String election, long fencingToken) {
		}

		@Override
		public Duration timeout() {
			return Duration.ofSeconds(10);
		}

	};

	@Test
	void isNotPartOfTheRequest() {
		this.runner.withConfiguration(with(LeaderHttpFencingAutoConfiguration.class))
			.withPropertyValues("leader.fencing.jdbc.enabled=true")
			.withBean(TermPreparations.class, () -> (election) -> AT_ONCE)
			.run((context) -> {
				ready(context);
				LeaderElection election = context.getBean(LeaderElection.class);
				await(election::isLeader);
				Object transaction = new Object();
				GuardedThread.note(transaction);
				try (GuardedCall call = election.enter()) {
					assertThat(call).isNotNull();
					assertThat(GuardedThread.terms(transaction)).as("the calls of this election are recorded")
						.hasSize(1);
				}
				GuardedThread.forget(transaction);
				ClientRequest request = ClientRequest.create(HttpMethod.POST, URI.create("http://ledger")).build();
				Disposable subscription = context.getBean(WebClientFencing.class)
					.filter(election)
					.filter(request, (fenced) -> Mono.never())
					.subscribe();
				Object later = new Object();
				GuardedThread.note(later);
				assertThat(GuardedThread.terms(later)).isEmpty();
				GuardedThread.forget(later);
				subscription.dispose();
			});
	}

}
