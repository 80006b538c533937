package io.leader.autoconfigure.fencing.jdbc;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.fencing.StaleLeaderException;
import io.leader.guard.LeaderOnly;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a property enables fencing for the transactions of an application.
 */
class JdbcFencingTests extends LeaderContextTest {

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class, LeaderGuardAutoConfiguration.class))
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	private static void lead(AssertableApplicationContext context) {
		ready(context);
		await(() -> context.getBean(LeaderElection.class).isLeader());
	}

	/**
	 * Raises the token in the database, as a successor does before its term begins.
	 */
	private static void succeed(AssertableApplicationContext context) {
		context.getBean(JdbcTemplate.class).update("UPDATE leader_fencing_token SET token = token + 1");
	}

	private static List<String> written(AssertableApplicationContext context) {
		return context.getBean(JdbcTemplate.class).queryForList("SELECT text FROM work ORDER BY text", String.class);
	}

	@Test
	void aFormerLeaderCommitsNothingWithTheTransactionInsideOrOutside() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.enabled=true").run((context) -> {
			lead(context);
			Work work = context.getBean(Work.class);
			Job job = context.getBean(Job.class);
			work.guarded("one");
			job.guardedOutside("two");
			job.guardedInside("three");
			succeed(context);
			assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> work.guarded("late"));
			assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> job.guardedOutside("late"));
			assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> job.guardedInside("late"));
			work.free("free");
			assertThat(written(context)).containsExactly("free", "one", "three", "two");
		});
	}

	@Test
	void withoutThePropertyNothingIsFenced() {
		this.fenced.run((context) -> {
			lead(context);
			context.getBean(Work.class).guarded("one");
			assertThat(written(context)).containsExactly("one");
			assertThatExceptionOfType(BadSqlGrammarException.class).isThrownBy(() -> succeed(context));
		});
	}

	@Test
	void theRowExistsWhenListenersAreNotifiedOfTheGrant() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.enabled=true").run((context) -> {
			lead(context);
			Application application = context.getBean(Application.class);
			await(() -> application.seen != null);
			assertThat(application.seen).isEqualTo(context.getBean(LeaderElection.class).fencingToken().orElseThrow());
		});
	}

	@Test
	void oneOfSeveralElectionsCanBeFenced() {
		this.fenced
			.withPropertyValues("leader.elections.orders.fencing.jdbc.enabled=true",
					"leader.elections.orders.lock-name=" + this.name, "leader.elections.mail.enabled=true",
					"leader.elections.mail.lock-name=mail-" + this.name, "leader.primary=orders")
			.run((context) -> {
				ready(context);
				LeaderElections elections = context.getBean(LeaderElections.class);
				await(() -> elections.get("orders").isLeader() && elections.get("mail").isLeader());
				succeed(context);
				Work work = context.getBean(Work.class);
				assertThatExceptionOfType(StaleLeaderException.class)
					.isThrownBy(() -> elections.get("orders").runIfLeader(() -> work.free("late")));
				elections.get("mail").runIfLeader(() -> work.free("mail"));
				assertThat(written(context)).containsExactly("mail");
			});
	}

	@Test
	void theTableCanHaveAnotherName() {
		this.fenced
			.withPropertyValues("leader.fencing.jdbc.enabled=true", "leader.fencing.jdbc.table-name=our_tokens",
					"leader.fencing.jdbc.initialize-schema=always")
			.run((context) -> {
				lead(context);
				assertThat(context.getBean(JdbcTemplate.class)
					.queryForObject("SELECT token FROM our_tokens WHERE election = ?", Long.class, this.name))
					.isEqualTo(context.getBean(LeaderElection.class).fencingToken().orElseThrow());
			});
	}

	/**
	 * Services that share a schema must not share a row, even if their elections have the
	 * same name.
	 */
	@Test
	void theRowOfAnElectionHasTheNameOfItsLock() {
		this.fenced
			.withPropertyValues("leader.fencing.jdbc.enabled=true", "leader.elections.jobs.enabled=true",
					"leader.elections.orders.lock-name=orders-" + this.name, "leader.primary=orders")
			.run((context) -> {
				ready(context);
				LeaderElections elections = context.getBean(LeaderElections.class);
				await(() -> elections.get("jobs").isLeader() && elections.get("orders").isLeader());
				assertThat(context.getBean(JdbcTemplate.class)
					.queryForList("SELECT election FROM leader_fencing_token", String.class))
					.containsExactlyInAnyOrder(this.name + "-jobs", "orders-" + this.name);
			});
	}

	@Test
	void workThatContinuesElsewhereDoesNotFenceTheNextWorkOfItsThread() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.enabled=true").run((context) -> {
			lead(context);
			Work work = context.getBean(Work.class);
			CompletableFuture<Void> running = work.goingOn();
			succeed(context);
			work.free("free");
			running.complete(null);
			assertThat(written(context)).containsExactly("free");
		});
	}

	@Test
	void anElectionThatIsControlledByATestIsNotFenced() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.enabled=true", "leader.test.role=leader").run((context) -> {
			lead(context);
			context.getBean(Work.class).guarded("one");
			assertThat(written(context)).containsExactly("one");
		});
	}

	@Test
	void anUnreachableDatabaseDoesNotPreventTheApplicationFromStarting() {
		this.fenced
			.withPropertyValues("leader.fencing.jdbc.enabled=true", "leader.fencing.jdbc.preparation-timeout=1s",
					"leader.retry-period=100ms", "spring.datasource.url=jdbc:h2:tcp://127.0.0.1:1/none",
					"spring.datasource.hikari.connection-timeout=250", "test.schema=false")
			.run((context) -> {
				ready(context);
				LeaderElection election = context.getBean(LeaderElection.class);
				awaitAsserted(() -> assertThat(election.status().problem())
					.contains("could not be written to the table leader_fencing_token of the database"));
				assertThat(election.isLeader()).isFalse();
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private final JdbcTemplate jdbc;

		volatile Long seen;

		Application(JdbcTemplate jdbc, Environment environment) {
			this.jdbc = jdbc;
			if (environment.getProperty("test.schema", Boolean.class, true)) {
				jdbc.execute("CREATE TABLE work (text VARCHAR(99))");
			}
		}

		@EventListener
		void on(OnGrantedEvent event) {
			List<Long> tokens = this.jdbc.queryForList("SELECT token FROM leader_fencing_token", Long.class);
			this.seen = tokens.isEmpty() ? 0 : tokens.get(0);
		}

		@Bean
		Work work() {
			return new Work(this.jdbc);
		}

		@Bean
		Job job(Work work, LeaderElections elections) {
			return new Job(work, elections);
		}

	}

	static class Work {

		private final JdbcTemplate jdbc;

		Work(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@LeaderOnly
		@Transactional
		public void guarded(String text) {
			this.jdbc.update("INSERT INTO work VALUES (?)", text);
		}

		@LeaderOnly
		public CompletableFuture<Void> goingOn() {
			return new CompletableFuture<>();
		}

		@Transactional
		public void free(String text) {
			this.jdbc.update("INSERT INTO work VALUES (?)", text);
		}

	}

	static class Job {

		private final Work work;

		private final LeaderElections elections;

		Job(Work work, LeaderElections elections) {
			this.work = work;
			this.elections = elections;
		}

		@LeaderOnly
		public void guardedOutside(String text) {
			this.work.free(text);
		}

		@Transactional
		public void guardedInside(String text) {
			this.elections.iterator().next().runIfLeader(() -> this.work.free(text));
		}

	}

}
