package io.leader.support;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.util.FileSystemUtils;

import static io.leader.support.Await.await;

/**
 * A PostgreSQL server from Debian's package. It listens on the loopback interface and
 * keeps its files in a separate folder. PostgreSQL refuses to run as root, so the server
 * runs as the package's user if the tests run as root.
 */
public final class Postgres implements AutoCloseable {

	private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

	private static final String USER = "postgres";

	private static Postgres shared;

	private final Path programs;

	private final Path folder;

	private final int port;

	private Process server;

	/**
	 * Creates a server with an empty database and starts it.
	 * @throws IOException if the database cannot be created
	 */
	private Postgres(Path programs) throws IOException {
		this.programs = programs;
		this.folder = Files.createTempDirectory("postgres");
		this.folder.toFile().setExecutable(true, false);
		this.port = freePort();
		Path data = this.folder.resolve("data");
		Files.createDirectory(data);
		try {
			if (isRoot()) {
				run(List.of("chown", "-R", USER, this.folder.toString()));
			}
			run(asUser("initdb", "-D", data.toString(), "-U", USER, "-A", "trust", "--no-sync"));
		}
		catch (IOException ex) {
			FileSystemUtils.deleteRecursively(this.folder);
			throw ex;
		}
		start();
	}

	/**
	 * Starts the server with its existing data, and waits until it accepts connections.
	 */
	public void start() {
		try {
			this.server = new ProcessBuilder(asUser("postgres", "-D", this.folder.resolve("data").toString(), "-p",
					String.valueOf(this.port), "-k", "", "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"))
				.redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		await(Duration.ofSeconds(20), this::acceptsConnections);
	}

	private boolean acceptsConnections() {
		try {
			dataSource().getConnection().close();
			return true;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Stops the server immediately, without a clean shutdown, as in a crash.
	 */
	public void stop() {
		try {
			// The first line is the server's process ID, even if the server runs as
			// another user.
			String pid = Files.readAllLines(this.folder.resolve("data/postmaster.pid")).get(0).strip();
			run(List.of("kill", "-QUIT", pid));
			if (!ends(this.server, Duration.ofSeconds(20))) {
				throw new IOException("The server did not stop");
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the shared server of this JVM, which stops when the JVM exits.
	 * @return the server, or an empty optional if PostgreSQL is not installed
	 */
	public static synchronized Optional<Postgres> shared() {
		if (shared == null && programs().isPresent()) {
			shared = create();
			Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
		}
		return Optional.ofNullable(shared);
	}

	/**
	 * Returns whether PostgreSQL is installed.
	 * @return whether it is installed
	 */
	public static boolean isInstalled() {
		return programs().isPresent();
	}

	/**
	 * Creates and starts a server.
	 * @return the started server
	 */
	public static Postgres create() {
		try {
			return new Postgres(programs().orElseThrow());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Optional<Path> programs() {
		if (!Files.isDirectory(INSTALLED)) {
			return Optional.empty();
		}
		try (DirectoryStream<Path> versions = Files.newDirectoryStream(INSTALLED)) {
			for (Path version : versions) {
				Path programs = version.resolve("bin");
				if (Files.isExecutable(programs.resolve("initdb"))
						&& Files.isExecutable(programs.resolve("postgres"))) {
					return Optional.of(programs);
				}
			}
			return Optional.empty();
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private List<String> asUser(String program, String... arguments) {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			command.addAll(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
		}
		command.add(this.programs.resolve(program).toString());
		command.addAll(List.of(arguments));
		return command;
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private void run(List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			if (!ends(process, Duration.ofSeconds(60)) || process.exitValue() != 0) {
				throw new IOException("failed: " + command);
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static boolean ends(Process process, Duration limit) throws InterruptedIOException {
		try {
			return process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while waiting for a process to end");
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Returns the port on which the server listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the URL of the server's database.
	 * @return the JDBC URL
	 */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres?user=" + USER;
	}

	/**
	 * Returns a data source for the server's database.
	 * @return a data source without a pool
	 */
	public DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(url());
		return dataSource;
	}

	/**
	 * Stops the server and deletes its files.
	 */
	@Override
	public void close() {
		if (this.server.isAlive()) {
			stop();
		}
		try {
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
