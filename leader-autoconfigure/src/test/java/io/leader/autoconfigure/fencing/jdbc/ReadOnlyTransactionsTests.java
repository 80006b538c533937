package io.leader.autoconfigure.fencing.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

import javax.sql.DataSource;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.fencing.StaleLeaderException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests read-only transactions of a leader and of a former leader on connections that
 * report that they are read-only, whether or not the database refuses writes on them.
 */
class ReadOnlyTransactionsTests extends LeaderContextTest {

	private static final Set<Platform> ENFORCING = EnumSet.of(Platform.HSQLDB, Platform.DERBY);

	@TempDir
	private Path folder;

	/**
	 * Removes the login timeout of {@link DriverManager}, which the connection pools of
	 * other tests set for the whole JVM and which Derby respects.
	 */
	@BeforeEach
	void noLoginTimeout() {
		DriverManager.setLoginTimeout(0);
	}

	private static DataSource reportingReadOnly(DataSource database) {
		return new DelegatingDataSource(database) {

			@Override
			public Connection getConnection() throws SQLException {
				return Platform.replaced(Connection.class, super.getConnection(), "isReadOnly", (arguments) -> true);
			}

		};
	}

	@ParameterizedTest
	@EnumSource
	void aLeaderReadsAndAFormerLeaderCommitsNoWrite(Platform platform) {
		DataSource real = platform.dataSource(this.folder);
		DataSource database = ENFORCING.contains(platform) ? real : reportingReadOnly(real);
		JdbcTemplate jdbc = new JdbcTemplate(database);
		jdbc.execute("CREATE TABLE work_done (id INT)");
		new ApplicationContextRunner().withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
			.withBean(DataSource.class, () -> database)
			.withBean(PlatformTransactionManager.class, () -> new JdbcTransactionManager(database))
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local",
					"leader.fencing.jdbc.enabled=true", "leader.fencing.jdbc.initialize-schema=always")
			.run((context) -> {
				ready(context);
				TransactionTemplate reading = new TransactionTemplate(
						context.getBean(PlatformTransactionManager.class));
				reading.setReadOnly(true);
				LeaderElection election = context.getBean(LeaderElection.class);
				await(election::isLeader);
				election.runIfLeader(() -> assertThat(reading.<Long>execute((status) -> written(jdbc))).isZero());
				jdbc.update("UPDATE leader_fencing_token SET token = 9223372036854775807");
				Class<? extends RuntimeException> refusal = ENFORCING.contains(platform) ? DataAccessException.class
						: StaleLeaderException.class;
				election.runIfLeader(() -> assertThatExceptionOfType(refusal).isThrownBy(() -> reading
					.executeWithoutResult((status) -> jdbc.update("INSERT INTO work_done VALUES (1)"))));
				assertThat(written(jdbc)).isZero();
			});
	}

	private static long written(JdbcTemplate jdbc) {
		return jdbc.queryForObject("SELECT COUNT(*) FROM work_done", Long.class);
	}

}
