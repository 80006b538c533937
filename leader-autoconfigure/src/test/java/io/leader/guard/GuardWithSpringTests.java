package io.leader.guard;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.SimpleTransactionStatus;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the guard in an application context, in combination with transactions,
 * asynchronous methods, event listeners, scheduling, and AOP settings.
 */
public class GuardWithSpringTests {

	private static final List<String> done = new CopyOnWriteArrayList<>();

	private final TestElection orders = new TestElection("orders");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class, AopAutoConfiguration.class))
		.withBean(TestElection.class, () -> this.orders)
		.withBean(LeaderElections.class, () -> elections(this.orders));

	GuardWithSpringTests() {
		done.clear();
	}

	static LeaderElections elections(TestElection election) {
		return new LeaderElections() {

			@Override
			public Optional<LeaderElection> find(String name) {
				return name.equals(election.name()) ? Optional.of(election) : Optional.empty();
			}

			@Override
			public Iterator<LeaderElection> iterator() {
				return Stream.<LeaderElection>of(election).iterator();
			}

		};
	}

	public static class Job {

		@LeaderOnly
		@Transactional
		public void settle() {
			done.add("settled");
		}

		@Async
		@LeaderOnly
		public CompletableFuture<String> later() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@LeaderOnly
		@EventListener
		public void on(String event) {
			done.add("heard " + event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactions() {
			return new PlatformTransactionManager() {

				@Override
				public TransactionStatus getTransaction(TransactionDefinition definition) {
					done.add("begin");
					return new SimpleTransactionStatus();
				}

				@Override
				public void commit(TransactionStatus status) {
					done.add("commit");
				}

				@Override
				public void rollback(TransactionStatus status) {
					done.add("rollback");
				}

			};
		}

	}

	@Test
	void theGuardIsOutsideTheTransaction() {
		this.runner.withUserConfiguration(Transactions.class).withBean(Job.class).run((context) -> {
			context.getBean(Job.class).settle();
			assertThat(done).as("no transaction on a follower").isEmpty();
			this.orders.lead();
			context.getBean(Job.class).settle();
			assertThat(done).containsExactly("begin", "settled", "commit");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

		@Bean
		SimpleAsyncTaskExecutor taskExecutor() {
			return new SimpleAsyncTaskExecutor("worker-");
		}

	}

	@Test
	void asynchronousWorkIsGuardedOnTheThreadThatRunsIt() {
		this.runner.withUserConfiguration(Asynchronous.class).withBean(Job.class).run((context) -> {
			assertThat(context.getBean(Job.class).later().get(10, TimeUnit.SECONDS)).isNull();
			this.orders.lead();
			assertThat(context.getBean(Job.class).later().get(10, TimeUnit.SECONDS)).startsWith("worker-");
			await(() -> this.orders.running() == 0);
		});
	}

	@Test
	void eventListenersAreGuarded() {
		this.runner.withBean(Job.class).run((context) -> {
			context.publishEvent("one");
			this.orders.lead();
			context.publishEvent("two");
			assertThat(done).containsExactly("heard two");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduled10 {

		private final AtomicInteger ticks = new AtomicInteger();

		@Bean
		ScheduledJob job() {
			return new ScheduledJob(this.ticks);
		}

	}

	static class ScheduledJob {

		private final AtomicInteger ticks;

		ScheduledJob(AtomicInteger ticks) {
			this.ticks = ticks;
		}

		@Scheduled(fixedDelay = 10)
		@LeaderOnly
		public void tick() {
			this.ticks.incrementAndGet();
		}

	}

	@Test
	void scheduledMethodsAreGuarded() {
		this.runner.withUserConfiguration(Scheduled10.class).run((context) -> {
			AtomicInteger ticks = context.getBean(Scheduled10.class).ticks;
			TimeUnit.MILLISECONDS.sleep(100);
			assertThat(ticks).hasValue(0);
			this.orders.lead();
			await(() -> ticks.get() > 2);
		});
	}

	@Test
	void proxiesExistWithoutAspectJAndWithAnyAopSetting() {
		for (String setting : List.of("spring.aop.auto=false", "spring.aop.auto=true",
				"spring.aop.proxy-target-class=true")) {
			this.runner.withPropertyValues(setting)
				.withBean(Job.class)
				.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Job.class))).as(setting).isTrue());
		}
		this.runner.withClassLoader(new FilteredClassLoader("org.aspectj")).withBean(Job.class).run((context) -> {
			context.getBean(Job.class).on("direct");
			assertThat(done).isEmpty();
		});
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("service", GuardTests.Service.class, GuardTests.Implementation::new)
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("service"))).isTrue();
				assertThat(context.getBean(GuardTests.Service.class).fromInterface()).isEmpty();
			});
	}

	@Test
	void anUnknownElectionPreventsTheApplicationFromStarting() {
		this.runner.withBean(RefusedMethods.UnknownElection.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(UnguardableMethodException.class)
				.hasMessageContainingAll("payments", "orders"));
	}

	@Test
	void theResponseToAWebClientNamesTheLeader() {
		var response = new NotLeaderAdvice((election) -> 2).handle(new NotLeaderException("orders", "me", "other"));
		assertThat(response.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(response.getHeaders().getFirst("Retry-After")).isEqualTo("2");
		assertThat(response.getBody().getProperties()).containsEntry("leader", "other")
			.containsEntry("election", "orders");
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> {
			throw new NotLeaderException("orders", "me", null);
		}).withMessageContaining("no leader is known");
	}

}
