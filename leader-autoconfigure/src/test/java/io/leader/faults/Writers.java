package io.leader.faults;

import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;

import org.springframework.jdbc.core.JdbcTemplate;

import io.leader.support.Postgres;
import io.leader.support.TcpProxy;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitPresent;

/**
 * Three processes that write while they lead, the database that they write to, and the
 * lock that they compete for. The lock is on the API server of the tests if that is a
 * cluster, otherwise on this machine.
 */
final class Writers implements AutoCloseable {

	static final Duration LEASE = Duration.ofSeconds(2);

	/**
	 * A commit.
	 *
	 * @param id the name of the operation
	 * @param token the token of its term
	 * @param writer the process that committed
	 */
	record Commit(String id, long token, String writer) {
	}

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final String lock = "writers-" + UUID.randomUUID();

	private final Operations operations = new Operations();

	private final List<Writer> writers;

	private final JdbcTemplate jdbc;

	private final Runnable database;

	Writers(boolean fenced) throws SQLException {
		int port;
		String url;
		if (isOnPostgres()) {
			Postgres postgres = Postgres.create();
			this.jdbc = new JdbcTemplate(postgres.dataSource());
			this.database = postgres::close;
			port = postgres.port();
			url = "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&socketTimeout=3&connectTimeout=1";
		}
		else {
			Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
			JdbcDataSource dataSource = new JdbcDataSource();
			String name = "mem:" + this.lock + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000";
			dataSource.setUrl("jdbc:h2:" + name);
			this.jdbc = new JdbcTemplate(dataSource);
			this.database = server::stop;
			port = server.getPort();
			url = "jdbc:h2:tcp://127.0.0.1:%d/" + name;
		}
		this.jdbc.execute("CREATE TABLE ledger (n BIGINT)");
		this.jdbc.execute("INSERT INTO ledger VALUES (0)");
		this.jdbc.execute("CREATE TABLE work (id VARCHAR(36) PRIMARY KEY, token BIGINT, writer VARCHAR(99), n BIGINT)");
		this.writers = IntStream.range(0, 3).mapToObj((index) -> writer("writer-" + index, port, url, fenced)).toList();
	}

	/**
	 * Returns whether the processes write to PostgreSQL rather than H2.
	 */
	static boolean isOnPostgres() {
		return Postgres.isInstalled() && !"h2".equals(System.getProperty("leader.faults.database"));
	}

	private Writer writer(String name, int port, String url, boolean fenced) {
		List<TcpProxy> networks = new ArrayList<>(List.of(new TcpProxy("127.0.0.1", port)));
		List<String> properties = new ArrayList<>(List.of("leader.lock-name=" + this.lock, "leader.identity=" + name,
				"leader.lease-duration=" + LEASE.toMillis() + "ms", "leader.renew-deadline=1200ms",
				"leader.retry-period=300ms", "leader.shutdown.timeout=0s",
				"leader.fencing.jdbc.initialize-schema=always", "leader.fencing.jdbc.preparation-timeout=4s",
				"leader.fencing.jdbc.enabled=" + fenced,
				"spring.datasource.url=" + url.formatted(networks.get(0).port()),
				"spring.datasource.hikari.maximum-pool-size=3", "spring.datasource.hikari.connection-timeout=1000"));
		String kubeconfig = System.getenv("LEADER_TEST_KUBECONFIG");
		if (kubeconfig != null) {
			URI server = URI.create(TestCluster.get().config().getMasterUrl());
			TcpProxy api = new TcpProxy(server.getHost(), server.getPort());
			networks.add(api);
			properties.addAll(List.of("leader.platform=kubernetes", "leader.namespace=" + TestCluster.get().namespace(),
					"test.kubeconfig=" + kubeconfig, "test.server=https://" + server.getHost() + ":" + api.port()));
		}
		else {
			properties.add("leader.platform=local");
		}
		return new Writer(WriterMain.command(properties), networks, this.operations);
	}

	List<Writer> all() {
		return this.writers;
	}

	Writer named(String name) {
		return this.writers.get(name.charAt(name.length() - 1) - '0');
	}

	/**
	 * Returns all commits in the order in which they happened.
	 */
	List<Commit> history() {
		return this.jdbc.query("SELECT id, token, writer FROM work ORDER BY n",
				(row, index) -> new Commit(row.getString(1), row.getLong(2), row.getString(3)));
	}

	private Optional<Commit> last() {
		List<Commit> history = history();
		return history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
	}

	/**
	 * Returns the commits whose token is smaller than that of an earlier commit.
	 */
	static List<Commit> stale(List<Commit> history) {
		List<Commit> stale = new ArrayList<>();
		long largest = 0;
		for (Commit commit : history) {
			if (commit.token() < largest) {
				stale.add(commit);
			}
			largest = Math.max(largest, commit.token());
		}
		return stale;
	}

	/**
	 * Waits until there is another commit and the last commit has a large enough token.
	 * @param beyond the token that the last commit's token must exceed
	 * @return the last commit
	 */
	Commit awaitCommit(long beyond) {
		long before = count();
		return awaitPresent(LIMIT,
				() -> (count() > before) ? last().filter((commit) -> commit.token() > beyond) : Optional.empty());
	}

	/**
	 * Waits for a number of further commits.
	 * @return the last commit
	 */
	Commit awaitCommits(int number) {
		long before = count();
		await(LIMIT, () -> count() >= before + number);
		return last().orElseThrow();
	}

	long count() {
		return this.jdbc.queryForObject("SELECT COUNT(*) FROM work", Long.class);
	}

	/**
	 * Returns the calls of all processes to the fence, and the responses.
	 */
	Operations operations() {
		return this.operations;
	}

	/**
	 * Ends all processes and writes their operations to a file.
	 */
	void end(Path file) {
		this.writers.forEach(Writer::kill);
		this.operations.write(this.lock, file);
	}

	/**
	 * Returns the last lines of output of each process, for failure reports.
	 */
	List<String> output() {
		return this.writers.stream().flatMap((writer) -> {
			List<String> said = writer.output();
			return said.subList(Math.max(0, said.size() - 20), said.size()).stream();
		}).toList();
	}

	@Override
	public void close() {
		this.writers.forEach(Writer::close);
		this.database.run();
	}

}
