package io.leader.guard;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a return type that is registered with Spring as asynchronous but not deferred.
 * The work has already started when the method returns, so the guard returns the method's
 * own object, and the guarded call remains open until the work ends.
 */
class StartedWorkTests extends GuardedBeanTest {

	record Task(CompletableFuture<String> result) {
	}

	static class Jobs {

		private final Task task = new Task(new CompletableFuture<>());

		@LeaderOnly
		Task start() {
			return this.task;
		}

	}

	StartedWorkTests() {
		ReactiveAdapterRegistry.getSharedInstance()
			.registerReactiveType(
					ReactiveTypeDescriptor.nonDeferredAsyncValue(Task.class,
							() -> new Task(CompletableFuture.completedFuture(null))),
					(task) -> Mono.fromFuture(((Task) task).result()),
					(publisher) -> new Task(Mono.from(publisher).map(String::valueOf).toFuture()));
	}

	@Test
	void startedWorkIsGuardedUntilItEnds() {
		Jobs jobs = guarded(Jobs.class);
		this.orders.lead();
		Task task = jobs.start();
		assertThat(this.orders.running()).isEqualTo(1);
		task.result().complete("done");
		assertThat(this.orders.running()).isZero();
	}

}
