package io.leader.guard;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElections;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that asynchronous work without a result is in a guarded call until it ends,
 * regardless of the order that {@code @EnableAsync} specifies and of other advice, which
 * can be in a second proxy around the proxy of {@code @Async}.
 */
class AsynchronousOrderTests {

	private final TestElection orders = new TestElection("orders");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
		.withBean(TestElection.class, () -> this.orders)
		.withBean(LeaderElections.class, () -> GuardWithSpringTests.elections(this.orders))
		.withBean(Job.class);

	interface Work {

		void run() throws InterruptedException;

		void proceed();

		@Transactional
		void store();

	}

	static class Job implements Work {

		private final CountDownLatch proceed = new CountDownLatch(1);

		@Override
		@Async
		@LeaderOnly
		public void run() throws InterruptedException {
			this.proceed.await(20, TimeUnit.SECONDS);
		}

		@Override
		public void proceed() {
			this.proceed.countDown();
		}

		@Override
		public void store() {
			throw new UnsupportedOperationException();
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

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true, order = Ordered.HIGHEST_PRECEDENCE)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class InsideTransactions extends Executor {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(order = Ordered.HIGHEST_PRECEDENCE)
	@EnableTransactionManagement
	static class InsideTransactionsByInterface extends Executor {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true, order = 0)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class AroundTransactions extends Executor {

	}

	@ParameterizedTest
	@ValueSource(classes = { Early.class, Late.class, InsideTransactions.class, InsideTransactionsByInterface.class,
			AroundTransactions.class })
	void workIsGuardedUntilItEnds(Class<?> configuration) {
		this.runner.withUserConfiguration(configuration).run((context) -> {
			Work job = context.getBean(Work.class);
			this.orders.lead();
			job.run();
			await(() -> this.orders.running() == 1);
			job.proceed();
			await(() -> this.orders.running() == 0);
			assertThat(this.orders.isLeader()).isTrue();
		});
	}

}
