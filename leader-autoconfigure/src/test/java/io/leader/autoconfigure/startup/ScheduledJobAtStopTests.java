package io.leader.autoconfigure.startup;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.support.ImportElections;

import static io.leader.support.Await.await;
import static io.leader.support.Await.throughout;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a scheduled job that is running when the application stops. By default, the
 * scheduler waits for it in a lifecycle phase that is higher than that of the elections,
 * so the job ends before the term. A scheduler that awaits termination does not take part
 * in the lifecycle: it waits when it is destroyed, after all lifecycle beans have
 * stopped.
 */
class ScheduledJobAtStopTests {

	private static final class Job {

		private final List<String> happened = new CopyOnWriteArrayList<>();

		private final CountDownLatch runs = new CountDownLatch(1);

		private final CountDownLatch mayEnd = new CountDownLatch(1);

		private void work(LeaderElection election) throws InterruptedException {
			this.runs.countDown();
			this.mayEnd.await(20, TimeUnit.SECONDS);
			this.happened.add("job ends, leading " + election.isLeader());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@ImportElections
	@ImportAutoConfiguration(TaskSchedulingAutoConfiguration.class)
	static class Application {

		private final Job job = new Job();

		private final ObjectProvider<LeaderElection> election;

		Application(ObjectProvider<LeaderElection> election) {
			this.election = election;
		}

		@LeaderOnly
		@Scheduled(fixedDelay = 5)
		public void work() throws InterruptedException {
			this.job.work(this.election.getObject());
		}

		@EventListener
		void on(OnRevokedEvent event) {
			this.job.happened.add("revoked");
		}

		public Job job() {
			return this.job;
		}

	}

	private ConfigurableApplicationContext context;

	private Job job;

	private LeaderElection election;

	private CompletableFuture<Void> closed;

	private void closeWhileTheJobRuns(String... properties) throws InterruptedException {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("leader.lock-name=test-" + UUID.randomUUID(), "leader.platform=local",
					"spring.main.banner-mode=off")
			.properties(properties)
			.run();
		this.job = this.context.getBean(Application.class).job();
		this.election = this.context.getBean(LeaderElection.class);
		assertThat(this.job.runs.await(20, TimeUnit.SECONDS)).as("runs").isTrue();
		this.closed = CompletableFuture.runAsync(this.context::close);
	}

	private void finishTheJob() {
		this.job.mayEnd.countDown();
		this.closed.orTimeout(20, TimeUnit.SECONDS).join();
	}

	@AfterEach
	void close() {
		this.job.mayEnd.countDown();
		this.context.close();
	}

	@Test
	void theJobEndsBeforeTheTermDoes() throws Exception {
		closeWhileTheJobRuns();
		throughout(Duration.ofMillis(500), this.election::isLeader);
		finishTheJob();
		assertThat(this.job.happened).containsExactly("job ends, leading true", "revoked");
	}

	@Test
	void becauseTheSchedulerStopsInAHigherPhase() throws Exception {
		closeWhileTheJobRuns();
		ThreadPoolTaskScheduler scheduler = this.context.getBean(ThreadPoolTaskScheduler.class);
		assertThat(scheduler.getPhase()).isGreaterThan(LeaderElectionLifecycle.PHASE);
		assertThat(this.context.getBean(LeaderElectionLifecycle.class).getPhase())
			.isEqualTo(LeaderElectionLifecycle.PHASE);
		finishTheJob();
	}

	/**
	 * The documentation warns against this configuration.
	 */
	@Test
	void withASchedulerThatAwaitsTerminationTheTermEndsBeforeTheJob() throws Exception {
		closeWhileTheJobRuns("spring.task.scheduling.shutdown.await-termination=true");
		await(() -> this.job.happened.contains("revoked"));
		assertThat(this.closed).isNotDone();
		finishTheJob();
		assertThat(this.job.happened).containsExactly("revoked", "job ends, leading false");
	}

}
