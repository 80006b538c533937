package io.leader.autoconfigure.fencing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a database that is unreachable when the application starts and becomes available
 * later.
 */
class LateDatabaseTests extends LeaderContextTest {

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local", "leader.retry-period=100ms",
				"leader.fencing.jdbc.enabled=true");

	private static LeaderElection withoutADatabase(AssertableApplicationContext context) {
		ready(context);
		LeaderElection election = context.getBean(LeaderElection.class);
		awaitProblem(election, "could not be written to the table leader_fencing_token of the database (not yet)");
		return election;
	}

	private static void awaitProblem(LeaderElection election, String problem) {
		awaitAsserted(() -> assertThat(election.status().problem()).contains(problem));
	}

	@Test
	void getsItsTable() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.initialize-schema=always").run((context) -> {
			LeaderElection election = withoutADatabase(context);
			context.getBean(LateDataSource.class).there = true;
			await(election::isLeader);
			assertThat(new JdbcTemplate(context.getBean(DataSource.class))
				.queryForObject("SELECT token FROM leader_fencing_token", Long.class))
				.isEqualTo(election.fencingToken().orElseThrow());
		});
	}

	@Test
	void isValidatedLater() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.initialize-schema=never").run((context) -> {
			LeaderElection election = withoutADatabase(context);
			LateDataSource database = context.getBean(LateDataSource.class);
			database.there = true;
			awaitProblem(election, "Set leader.fencing.jdbc.initialize-schema=always (it is never)");
			new JdbcTemplate(database)
				.execute("CREATE TABLE leader_fencing_token (election VARCHAR(253) PRIMARY KEY, token INT)");
			awaitProblem(election, "Make the column token of leader_fencing_token a BIGINT.");
			new JdbcTemplate(database).execute("ALTER TABLE leader_fencing_token ALTER COLUMN token BIGINT");
			await(election::isLeader);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		LateDataSource database() {
			JdbcDataSource real = new JdbcDataSource();
			real.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
			return new LateDataSource(real);
		}

		@Bean
		PlatformTransactionManager transactions(DataSource database) {
			return new JdbcTransactionManager(database);
		}

	}

	static class LateDataSource extends DelegatingDataSource {

		volatile boolean there;

		LateDataSource(DataSource real) {
			super(real);
		}

		@Override
		public Connection getConnection() throws SQLException {
			if (!this.there) {
				throw new SQLException("not yet");
			}
			return super.getConnection();
		}

	}

}
