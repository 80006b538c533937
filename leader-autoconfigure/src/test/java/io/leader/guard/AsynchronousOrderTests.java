package io.leader.guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElections;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that asynchronous work without a result is in a guarded call until it ends,
 * regardless of the order that {@code @EnableAsync} specifies.
 */
class AsynchronousOrderTests {

	private final TestElection orders = new TestElection("orders");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
		.withBean(TestElection.class, () -> this.orders)
		.withBean(LeaderElections.class, () -> GuardWithSpringTests.elections(this.orders))
		.withBean(Job.class);

	static class Job {

		private final CountDownLatch proceed = new CountDownLatch(1);

		@Async
		@LeaderOnly
		public void run() throws InterruptedException {
			this.proceed.await(20, TimeUnit.SECONDS);
		}

		public void proceed() {
			this.proceed.countDown();
		}

	}

	static class Executor {

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor("worker-");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true, order = 0)
	static class Early extends Executor {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Late extends Executor {

	}

	@ParameterizedTest
	@ValueSource(classes = { Early.class, Late.class })
	void workIsGuardedUntilItEnds(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			Job job = context.getBean(Job.class);
			this.orders.lead();
			job.run();
			await(() -> this.orders.running() == 1);
			job.proceed();
			await(() -> this.orders.running() == 0);
			assertThat(this.orders.isLeader()).isTrue();
		});
	}

}
