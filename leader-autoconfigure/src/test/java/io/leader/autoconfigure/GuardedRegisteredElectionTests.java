package io.leader.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElectionRegistry;
import io.leader.guard.LeaderOnly;
import io.leader.guard.LeaderOnly.Otherwise;
import io.leader.guard.NotLeaderException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that calls to a guarded method are refused after its election has been removed,
 * and are permitted again once the election has been registered again.
 */
class GuardedRegisteredElectionTests extends LeaderContextTest {

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		@Lazy
		Work work() {
			return new Work();
		}

	}

	static class Work {

		@LeaderOnly(value = "tenant", otherwise = Otherwise.THROW)
		public String blocking() {
			return "done";
		}

		@LeaderOnly(value = "tenant", otherwise = Otherwise.THROW)
		public CompletableFuture<String> future() {
			return CompletableFuture.completedFuture("done");
		}

		@LeaderOnly(value = "tenant", otherwise = Otherwise.THROW)
		public Mono<String> mono() {
			return Mono.just("done");
		}

		@LeaderOnly("other")
		public void ofAnotherElection() {
		}

	}

	@Test
	void callsRunAfterTheirElectionIsRegisteredAgain() {
		this.runner.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.run((context) -> {
				ready(context);
				LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
				registry.register("other");
				await(registry.register("tenant")::isLeader);
				Work work = context.getBean(Work.class);
				Mono<String> assembled = work.mono();
				assertRuns(work, assembled);
				registry.remove("tenant").join();
				assertIsRefused(work, assembled);
				registry.remove("other").join();
				assertIsRefused(work, assembled);
				await(registry.register("tenant")::isLeader);
				assertRuns(work, assembled);
			});
	}

	private static void assertRuns(Work work, Mono<String> assembled) {
		assertThat(work.blocking()).isEqualTo("done");
		assertThat(work.future().join()).isEqualTo("done");
		assertThat(work.mono().block()).isEqualTo("done");
		assertThat(assembled.block()).isEqualTo("done");
	}

	private static void assertIsRefused(Work work, Mono<String> assembled) {
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(work::blocking);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(work.future()::join)
			.withCauseInstanceOf(NotLeaderException.class);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(work.mono()::block);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(assembled::block);
	}

}
