package io.leader.autoconfigure.fencing.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.fencing.StaleLeaderException;
import io.leader.guard.LeaderOnly;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests what docs/how-to/fencing.md describes: transactions on threads other than that of
 * the guarded call are not fenced unless a guarded call begins on those threads.
 */
class OtherThreadsTests extends LeaderContextTest {

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class, LeaderGuardAutoConfiguration.class))
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local",
				"leader.fencing.jdbc.enabled=true", "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	/**
	 * Runs work in a guarded call after the term of a successor has begun.
	 */
	private void late(Consumer<Late> work) {
		this.fenced.run((context) -> {
			ready(context);
			LeaderElection election = context.getBean(LeaderElection.class);
			await(election::isLeader);
			Late late = new Late(context.getBean(Work.class), election, context.getBean(JdbcTemplate.class));
			late.jdbc().update("UPDATE leader_fencing_token SET token = token + 1");
			assertThat(election.runIfLeader(() -> work.accept(late))).isTrue();
		});
	}

	/**
	 * A former leader that does not know of its successor yet, and access to its
	 * database.
	 */
	private record Late(Work work, LeaderElection election, JdbcTemplate jdbc) {

		void assertWritten(String... texts) {
			assertThat(this.jdbc.queryForList("SELECT text FROM work", String.class)).containsExactlyInAnyOrder(texts);
		}

	}

	private static void assertRefused(CompletableFuture<Void> work) {
		assertThatExceptionOfType(CompletionException.class).isThrownBy(work::join)
			.withCauseInstanceOf(StaleLeaderException.class);
	}

	@Test
	void anAsynchronousMethodIsNotFenced() {
		late((former) -> {
			former.work().async("not fenced").join();
			former.assertWritten("not fenced");
		});
	}

	@Test
	void anAsynchronousMethodThatIsGuardedIsFenced() {
		late((former) -> {
			assertRefused(former.work().guardedAsync("late"));
			former.assertWritten();
		});
	}

	@Test
	void aCompletableFutureIsNotFenced() {
		late((former) -> {
			CompletableFuture.runAsync(() -> former.work().write("not fenced")).join();
			former.assertWritten("not fenced");
		});
	}

	@Test
	void aCompletableFutureThatBeginsAGuardedCallIsFenced() {
		late((former) -> {
			assertRefused(
					CompletableFuture.runAsync(() -> former.election().runIfLeader(() -> former.work().write("late"))));
			former.assertWritten();
		});
	}

	/**
	 * The thread of the guarded call takes part in the parallel stream, and its
	 * transactions are fenced.
	 */
	@Test
	void aParallelStreamIsNotFencedOnOtherThreads() {
		late((former) -> {
			Thread own = Thread.currentThread();
			List<String> written = IntStream.range(0, 32).parallel().mapToObj((index) -> {
				String text = "work " + index;
				if (Thread.currentThread() == own) {
					assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> former.work().write(text));
					return "";
				}
				former.work().write(text);
				return text;
			}).filter((text) -> !text.isEmpty()).toList();
			former.assertWritten(written.toArray(String[]::new));
		});
	}

	@Test
	void aThreadIsNotFenced() {
		late((former) -> {
			FutureTask<Void> task = new FutureTask<>(() -> former.work().write("not fenced"), null);
			new Thread(task).start();
			assertThat(task).succeedsWithin(Duration.ofSeconds(10));
			former.assertWritten("not fenced");
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Application {

		@Bean
		Work work(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE work (text VARCHAR(99))");
			return new Work(jdbc);
		}

	}

	static class Work {

		private final JdbcTemplate jdbc;

		Work(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public void write(String text) {
			this.jdbc.update("INSERT INTO work VALUES (?)", text);
		}

		@Async
		@Transactional
		public CompletableFuture<Void> async(String text) {
			write(text);
			return CompletableFuture.completedFuture(null);
		}

		@Async
		@LeaderOnly
		@Transactional
		public CompletableFuture<Void> guardedAsync(String text) {
			write(text);
			return CompletableFuture.completedFuture(null);
		}

	}

}
