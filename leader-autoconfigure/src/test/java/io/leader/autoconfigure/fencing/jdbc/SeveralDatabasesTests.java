package io.leader.autoconfigure.fencing.jdbc;

import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.fencing.StaleLeaderException;
import io.leader.fencing.jdbc.JdbcFencing;
import io.leader.fencing.jdbc.LeaderFencingEndpoint;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests fencing with several transaction managers.
 */
class SeveralDatabasesTests extends LeaderContextTest {

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
		.withUserConfiguration(Databases.class)
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local",
				"leader.fencing.jdbc.enabled=true");

	private static LeaderElection lead(AssertableApplicationContext context) {
		ready(context);
		LeaderElection election = context.getBean(LeaderElection.class);
		await(election::isLeader);
		return election;
	}

	private static JdbcTemplate in(AssertableApplicationContext context, String database) {
		return new JdbcTemplate(context.getBean(database, DataSource.class));
	}

	private static void write(AssertableApplicationContext context, String database) {
		context.getBean(LeaderElection.class)
			.runIfLeader(() -> new TransactionTemplate(
					context.getBean(database + "Transactions", PlatformTransactionManager.class))
				.executeWithoutResult((status) -> in(context, database).update("INSERT INTO work VALUES (1)")));
	}

	private static long written(AssertableApplicationContext context, String database) {
		return in(context, database).queryForObject("SELECT COUNT(*) FROM work", Long.class);
	}

	@Test
	void allTokensAreRaisedAndAllDatabasesFenced() {
		this.fenced.run((context) -> {
			long token = lead(context).fencingToken().orElseThrow();
			for (String database : new String[] { "orders", "ledger" }) {
				JdbcTemplate jdbc = in(context, database);
				assertThat(jdbc.queryForObject("SELECT token FROM leader_fencing_token", Long.class)).isEqualTo(token);
				write(context, database);
				jdbc.update("UPDATE leader_fencing_token SET token = token + 1");
				assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> write(context, database));
				assertThat(written(context, database)).isOne();
			}
		});
	}

	@Test
	void onlyNamedTransactionManagersAreFenced() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.transaction-managers=ledgerTransactions").run((context) -> {
			lead(context);
			in(context, "ledger").update("UPDATE leader_fencing_token SET token = token + 1");
			write(context, "orders");
			assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> write(context, "ledger"));
			assertThat(written(context, "orders")).isOne();
			assertThat(written(context, "ledger")).isZero();
		});
	}

	@Test
	void aResetRaisesNoToken() {
		this.fenced.run((context) -> {
			long token = lead(context).fencingToken().orElseThrow();
			in(context, "orders").update("UPDATE leader_fencing_token SET token = token + 40");
			new LeaderFencingEndpoint(context.getBean(JdbcFencing.class)).reset(this.name, token + 20);
			assertThat(in(context, "orders").queryForObject("SELECT token FROM leader_fencing_token", Long.class))
				.isEqualTo(token + 20);
			assertThat(in(context, "ledger").queryForObject("SELECT token FROM leader_fencing_token", Long.class))
				.isEqualTo(token);
			write(context, "ledger");
			assertThat(written(context, "ledger")).isOne();
		});
	}

	/**
	 * Nests a transaction of one transaction manager in a transaction of the other.
	 */
	@Test
	void nestedTransactionsAreBothFenced() {
		this.fenced.run((context) -> {
			LeaderElection election = lead(context);
			TransactionTemplate outer = new TransactionTemplate(
					context.getBean("ordersTransactions", PlatformTransactionManager.class));
			assertThatExceptionOfType(StaleLeaderException.class)
				.isThrownBy(() -> outer.executeWithoutResult((status) -> {
					in(context, "orders").update("INSERT INTO work VALUES (1)");
					assertThat(election.isLeader()).isTrue();
					write(context, "ledger");
					// A successor raises the token on a separate connection.
					Thread successor = new Thread(
							() -> in(context, "orders").update("UPDATE leader_fencing_token SET token = token + 1"));
					successor.start();
					join(successor);
				}));
			assertThat(written(context, "orders")).isZero();
			assertThat(written(context, "ledger")).isOne();
		});
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Databases {

		@Bean
		DataSource orders() {
			return database();
		}

		@Bean
		DataSource ledger() {
			return database();
		}

		private static DataSource database() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
			new JdbcTemplate(dataSource).execute("CREATE TABLE work (id INT)");
			return dataSource;
		}

		@Bean
		PlatformTransactionManager ordersTransactions(DataSource orders) {
			return new JdbcTransactionManager(orders);
		}

		@Bean
		PlatformTransactionManager ledgerTransactions(DataSource ledger) {
			return new JdbcTransactionManager(ledger);
		}

	}

}
