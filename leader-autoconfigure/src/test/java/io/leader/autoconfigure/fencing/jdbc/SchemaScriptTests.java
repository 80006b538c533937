package io.leader.autoconfigure.fencing.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.fencing.StaleLeaderException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the script of each database creates a table that works for fencing.
 */
class SchemaScriptTests extends LeaderContextTest {

	@TempDir
	private Path folder;

	/**
	 * PostgreSQL's script runs in the tests that use a real PostgreSQL.
	 */
	@Test
	void allScriptsAreTested() throws Exception {
		Stream<String> scripts = Stream
			.of(new PathMatchingResourcePatternResolver()
				.getResources("classpath*:io/leader/fencing/jdbc/schema-*.sql"))
			.map(Resource::getFilename);
		assertThat(scripts).containsExactlyInAnyOrderElementsOf(
				Stream.concat(Stream.of(Platform.values()).map(Platform::script), Stream.of("schema-postgresql.sql"))
					.toList());
	}

	private ApplicationContextRunner on(DataSource database, String initialize) {
		return new ApplicationContextRunner().withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
			.withBean(DataSource.class, () -> database)
			.withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database))
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local", "leader.retry-period=100ms",
					"leader.fencing.jdbc.enabled=true", "leader.fencing.jdbc.initialize-schema=" + initialize);
	}

	/**
	 * Removes the login timeout of this JVM, which the connection pools of other tests
	 * set and which Derby respects.
	 */
	@BeforeEach
	void noLoginTimeout() {
		DriverManager.setLoginTimeout(0);
	}

	@ParameterizedTest
	@EnumSource
	void theTableFences(Platform platform) {
		DataSource database = platform.dataSource(this.folder);
		JdbcTemplate jdbc = new JdbcTemplate(database);
		jdbc.execute("CREATE TABLE work_done (id INT)");
		TransactionTemplate transaction = new TransactionTemplate();
		on(database, "always").run((context) -> {
			ready(context);
			transaction.setTransactionManager(context.getBean(PlatformTransactionManager.class));
			LeaderElection election = context.getBean(LeaderElection.class);
			await(election::isLeader);
			long first = election.fencingToken().orElseThrow();
			assertThat(token(jdbc)).as("raised by the first term").isEqualTo(first);
			election.runIfLeader(() -> transaction
				.executeWithoutResult((status) -> jdbc.update("INSERT INTO work_done VALUES (1)")));
			assertThat(written(jdbc)).isOne();
			election.yieldLeadership();
			await(() -> election.fencingToken().orElse(0) > first);
			assertThat(token(jdbc)).as("raised by the second term").isGreaterThan(first);
			jdbc.update("UPDATE leader_fencing_token SET token = 9223372036854775807");
			election.runIfLeader(() -> assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(
					() -> transaction.executeWithoutResult((status) -> jdbc.update("INSERT INTO work_done VALUES (2)")))
				.satisfies((ex) -> assertThat(ex.getFoundToken()).hasValue(Long.MAX_VALUE)));
			assertThat(written(jdbc)).isOne();
			assertThat(token(jdbc)).as("unchanged").isEqualTo(Long.MAX_VALUE);
		});
		// The next start finds an existing table.
		on(database, "never").run((context) -> assertThat(context).hasNotFailed());
	}

	private long token(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT token FROM leader_fencing_token WHERE election = ?", Long.class, this.name);
	}

	private static long written(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT COUNT(*) FROM work_done", Long.class);
	}

	@ParameterizedTest
	@EnumSource
	void aMissingTableAndATokenThatIsTooSmallAreFound(Platform platform) {
		DataSource database = platform.dataSource(this.folder);
		assertRefused(database, "The table leader_fencing_token cannot be read (");
		new JdbcTemplate(database)
			.execute("CREATE TABLE leader_fencing_token (election VARCHAR(253) NOT NULL PRIMARY KEY, token INT)");
		assertRefused(database, "The column token of the table leader_fencing_token is of type INT");
	}

	/**
	 * SQLite's driver does not set SQL states, so the error code distinguishes a locked
	 * database from a missing table.
	 */
	@Test
	void aLockedDatabaseIsNotReportedAsAMissingTable() throws Exception {
		DataSource database = Platform.SQLITE.dataSource(this.folder);
		try (Connection other = database.getConnection(); Statement statement = other.createStatement()) {
			statement.execute("BEGIN EXCLUSIVE");
			on(database, "never").run((context) -> assertThat(context).hasNotFailed());
		}
	}

	private void assertRefused(DataSource database, String defect) {
		on(database, "never").run((context) -> assertThat(context).getFailure()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContaining(defect));
	}

}
