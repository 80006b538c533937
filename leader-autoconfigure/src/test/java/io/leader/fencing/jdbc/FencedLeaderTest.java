package io.leader.fencing.jdbc;

import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.engine.GuardedTerm;
import io.leader.lock.InMemoryLock;
import io.leader.support.Postgres;

import static io.leader.support.Await.await;

/**
 * Base class for tests of a leader that writes to a database. The successor of the leader
 * is simulated by raising the token, as a real successor does before its term begins.
 */
abstract class FencedLeaderTest {

	/**
	 * Kinds of databases.
	 */
	enum Database {

		H2("schema-h2.sql", "INTEGER") {

			@Override
			DataSource dataSource() {
				JdbcDataSource dataSource = new JdbcDataSource();
				dataSource.setUrl("jdbc:h2:mem:fencing;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
				return dataSource;
			}

		},

		POSTGRESQL("schema-postgresql.sql", "int4") {

			@Override
			DataSource dataSource() {
				Assumptions.assumeTrue(Postgres.isInstalled(), "PostgreSQL is not installed");
				return Postgres.shared().orElseThrow().dataSource();
			}

		};

		final String script;

		final String integer;

		Database(String script, String integer) {
			this.script = script;
			this.integer = integer;
		}

		abstract DataSource dataSource();

	}

	private static final GuardedTerm SUCCESSOR = new GuardedTerm("orders", 1_000);

	final ElectionThreads threads = new ElectionThreads();

	final ElectionEngine engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));

	final JdbcFencing fencing = new JdbcFencing((election) -> Duration.ofSeconds(20));

	final Database kind;

	final DataSource dataSource;

	final JdbcTemplate jdbc;

	final FencedDatabase database;

	final AbstractPlatformTransactionManager manager;

	LeaderElection election;

	FencedLeaderTest(Database kind) {
		this.kind = kind;
		this.dataSource = kind.dataSource();
		this.jdbc = new JdbcTemplate(this.dataSource);
		this.database = new FencedDatabase(this.dataSource, new TokenTable(TokenTable.DEFAULT_NAME));
		this.manager = new JdbcTransactionManager(this.dataSource);
	}

	@BeforeEach
	void elect() {
		this.jdbc.execute("DROP TABLE IF EXISTS leader_fencing_token");
		this.jdbc.execute("DROP TABLE IF EXISTS work");
		this.jdbc.execute("CREATE TABLE work (text VARCHAR(99))");
		new ResourceDatabasePopulator(new ClassPathResource("io/leader/fencing/jdbc/" + this.kind.script))
			.execute(this.dataSource);
		this.fencing.add(this.database);
		fence(this.manager, () -> this.dataSource);
		this.election = this.engine.add(ElectionSettings.named("orders")
			.identity("me")
			.timings(new ElectionTimings(Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofMillis(100)))
			.shutdownTimeout(Duration.ofMillis(100))
			.preparation(this.fencing.of("orders"))
			.build(), new InMemoryLock());
		this.engine.start();
		awaitLeading();
	}

	void awaitLeading() {
		await(this.election::isLeader);
	}

	@AfterEach
	void close() {
		this.threads.close();
	}

	void fence(AbstractPlatformTransactionManager of, FencedResource resource) {
		this.fencing.fence(of, resource, this.database);
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(this.manager);
	}

	void write(String text) {
		this.jdbc.update("INSERT INTO work VALUES (?)", text);
	}

	List<String> written() {
		return this.jdbc.queryForList("SELECT text FROM work ORDER BY text", String.class);
	}

	void succeed() {
		try {
			this.database.raise(SUCCESSOR, Duration.ofSeconds(20));
		}
		catch (TermRefusedException ex) {
			throw new AssertionError(ex);
		}
	}

	long token() {
		return this.database.token("orders").orElseThrow();
	}

}
