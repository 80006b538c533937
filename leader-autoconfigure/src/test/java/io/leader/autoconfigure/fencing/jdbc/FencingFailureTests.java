package io.leader.autoconfigure.fencing.jdbc;

import java.util.UUID;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the errors that prevent an application with fencing from starting, and how they
 * are reported.
 */
class FencingFailureTests {

	private final ApplicationContextRunner elections = new ApplicationContextRunner()
		.withConfiguration(LeaderContextTest.with(LeaderJdbcFencingAutoConfiguration.class))
		.withPropertyValues("leader.lock-name=orders", "leader.platform=local", "leader.fencing.jdbc.enabled=true");

	private final ApplicationContextRunner runner = this.elections
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	private static void refuses(ApplicationContextRunner runner, String description, String action) {
		runner.run((context) -> {
			Throwable failure = context.getStartupFailure();
			while (failure != null && !(failure instanceof LeaderConfigurationException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isInstanceOfSatisfying(LeaderConfigurationException.class, (refusal) -> {
				assertThat(refusal).hasMessage(description);
				assertThat(refusal.getAction()).isEqualTo(action);
			});
		});
	}

	private ApplicationContextRunner withTable(String table) {
		return this.runner.withBean(Table.class, () -> new Table(table));
	}

	@Test
	void withoutJdbc() {
		refuses(this.elections.withClassLoader(new FilteredClassLoader(JdbcOperations.class)),
				"leader.fencing.jdbc.enabled is true, but spring-jdbc is not on the classpath.",
				"Add spring-boot-starter-jdbc, or remove leader.fencing.jdbc.enabled.");
	}

	@Test
	void withoutADataSource() {
		refuses(this.elections, "leader.fencing.jdbc.enabled is true, but no transaction manager uses a DataSource.",
				"Add a DataSource (spring.datasource.url, with spring-boot-starter-jdbc) or a transaction manager that uses one,"
						+ " or remove leader.fencing.jdbc.enabled.");
	}

	@Test
	void electionsWithoutALockNeedNone() {
		for (String without : new String[] { "leader.enabled=false", "leader.test.role=leader" }) {
			this.elections.withPropertyValues(without).run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void aTransactionManagerThatDoesNotExist() {
		refuses(this.runner.withPropertyValues("leader.fencing.jdbc.transaction-managers=orders"),
				"leader.fencing.jdbc.transaction-managers contains 'orders', but there is no transaction manager with that name.",
				"Set leader.fencing.jdbc.transaction-managers to names of available transaction managers: transactionManager.");
	}

	@Test
	void aTransactionManagerWithoutADataSource() {
		refuses(this.runner.withUserConfiguration(OtherManagers.class)
			.withPropertyValues("leader.fencing.jdbc.transaction-managers=messages"),
				"leader.fencing.jdbc.transaction-managers contains 'messages', which does not use a DataSource: its transactions"
						+ " cannot be fenced.",
				"Remove 'messages' from leader.fencing.jdbc.transaction-managers.");
	}

	@Test
	void reactiveTransactions() {
		ApplicationContextRunner reactive = this.runner.withBean("reactive", ReactiveTransactionManager.class,
				Reactive::new);
		refuses(reactive,
				"leader.fencing.jdbc.enabled is true, but the transactions of 'reactive' are reactive and cannot be fenced.",
				"Set leader.fencing.jdbc.transaction-managers to the names of the transaction managers to fence.");
		refuses(reactive.withPropertyValues("leader.fencing.jdbc.transaction-managers=reactive"),
				"leader.fencing.jdbc.transaction-managers contains 'reactive', which is reactive: its transactions cannot be"
						+ " fenced.",
				"Remove 'reactive' from leader.fencing.jdbc.transaction-managers.");
		reactive.withUserConfiguration(FirstManager.class)
			.withPropertyValues("leader.fencing.jdbc.transaction-managers=first")
			.run((context) -> assertThat(context).hasNotFailed());
		reactive.withPropertyValues("leader.fencing.jdbc.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutATable() {
		refuses(this.runner.withPropertyValues("leader.fencing.jdbc.initialize-schema=never"),
				"leader.fencing.jdbc.enabled is true for the transactions of 'transactionManager'. The table"
						+ " leader_fencing_token cannot be read (Table \"LEADER_FENCING_TOKEN\" not found (this database is"
						+ " empty); SQL statement:\nSELECT election, token FROM leader_fencing_token WHERE 1 = 0 [42104-240]).",
				"Set leader.fencing.jdbc.initialize-schema=always (it is never), or create the table with Flyway or Liquibase"
						+ " from the script for your database in io/leader/fencing/jdbc/ of leader-autoconfigure. If it has"
						+ " a different name, set leader.fencing.jdbc.table-name.");
	}

	@Test
	void aTokenThatIsTooSmall() {
		refuses(withTable("leader_fencing_token (election VARCHAR(253), token INT)"),
				"leader.fencing.jdbc.enabled is true for the transactions of 'transactionManager'. The column token of the"
						+ " table leader_fencing_token is of type INTEGER, which cannot hold every fencing token.",
				"Make the column token of leader_fencing_token a BIGINT.");
	}

	@Test
	void aNameThatIsTooLong() {
		refuses(withTable("leader_fencing_token (election VARCHAR(4), token BIGINT)")
			.withPropertyValues("leader.elections.payments.fencing.jdbc.enabled=true"),
				"leader.fencing.jdbc.enabled is true for the transactions of 'transactionManager'. The column election of the"
						+ " table leader_fencing_token holds 4 characters, but the name of a lock has 15.",
				"Make the column election of leader_fencing_token a VARCHAR(253).");
	}

	@Test
	void aTableWithoutARowIsFine() {
		withTable("leader_fencing_token (election VARCHAR(253), token NUMERIC(19))")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anInvalidName() {
		refuses(this.runner.withPropertyValues("leader.fencing.jdbc.table-name=tokens; drop table work"),
				"leader.fencing.jdbc.table-name is 'tokens; drop table work', which is not a valid table name.",
				"Set leader.fencing.jdbc.table-name to a name without quotes, such as leader_fencing_token.");
	}

	@Test
	void anInvalidTimeout() {
		refuses(this.runner.withPropertyValues("leader.fencing.jdbc.preparation-timeout=0s"),
				"leader.fencing.jdbc.preparation-timeout is not positive (0s).",
				"Set leader.fencing.jdbc.preparation-timeout to the time that a new leader waits for the database, for example"
						+ " 10s.");
	}

	/**
	 * Creates the table as soon as there is a data source.
	 */
	static class Table {

		private final String definition;

		Table(String definition) {
			this.definition = definition;
		}

		@Autowired
		void create(DataSource dataSource) {
			new JdbcTemplate(dataSource).execute("CREATE TABLE " + this.definition);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FirstManager {

		@Bean
		PlatformTransactionManager first(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherManagers {

		@Bean
		PlatformTransactionManager messages() {
			return new AbstractPlatformTransactionManager() {

				@Override
				protected Object doGetTransaction() {
					return this;
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
				}

			};
		}

	}

	static class Reactive implements ReactiveTransactionManager {

		@Override
		public Mono<ReactiveTransaction> getReactiveTransaction(TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> commit(ReactiveTransaction transaction) {
			return Mono.empty();
		}

		@Override
		public Mono<Void> rollback(ReactiveTransaction transaction) {
			return Mono.empty();
		}

	}

}
