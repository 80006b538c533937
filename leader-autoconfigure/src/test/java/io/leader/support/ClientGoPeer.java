package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.leader.engine.ElectionTimings;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A candidate that uses client-go in a separate process, which runs the program in
 * {@code peers/client-go}. The process ends when its first term ends; create a new peer
 * for the next term. A peer that is closed releases the lock after its work has ended.
 */
public final class ClientGoPeer extends PeerProcess {

	/**
	 * Timings with the same lease duration as the contenders', since client-go up to
	 * version 0.26 waits for its own lease duration instead of the one in the record.
	 */
	public static final ElectionTimings QUICK = new ElectionTimings(Contender.QUICK.leaseDuration(),
			Contender.QUICK.renewDeadline(), Duration.ofMillis(200));

	/**
	 * The version of client-go with which the program is built.
	 */
	public enum Version {

		/** The newest version, which supports only Leases. */
		CURRENT("go.mod"),
		/** A version that still supports locks on ConfigMaps and Endpoints. */
		WITH_CONFIG_MAPS("with-configmaps.mod");

		private final String modules;

		Version(String modules) {
			this.modules = modules;
		}

		/**
		 * Returns the version for a lock type.
		 * @param lockType leases, configmaps, or endpoints
		 */
		public static Version of(String lockType) {
			return lockType.equals("leases") ? CURRENT : WITH_CONFIG_MAPS;
		}

	}

	private static final Map<Version, Path> PROGRAMS = new ConcurrentHashMap<>();

	/**
	 * Starts a candidate.
	 * @param version the version of client-go
	 * @param lockType leases, configmaps, or endpoints
	 * @param name the lock's name
	 * @param identity the candidate's identity
	 * @param timings the candidate's timings
	 * @param server an alternative address of the API server, or an empty string to use
	 * the cluster's address
	 */
	public ClientGoPeer(Version version, String lockType, String name, String identity, ElectionTimings timings,
			String server) {
		super(identity, "leading", "stopped",
				new ProcessBuilder(build(version).toString(), "-kubeconfig=" + System.getenv("LEADER_TEST_KUBECONFIG"),
						"-server=" + server, "-lock-type=" + lockType, "-namespace=" + TestCluster.get().namespace(),
						"-name=" + name, "-identity=" + identity,
						"-lease-duration=" + timings.leaseDuration().toMillis() + "ms",
						"-renew-deadline=" + timings.renewDeadline().toMillis() + "ms",
						"-retry-period=" + timings.retryPeriod().toMillis() + "ms", "-release-on-cancel"));
	}

	/**
	 * Starts a candidate with short timings and the version of client-go for its lock
	 * type.
	 * @param lockType leases, configmaps, or endpoints
	 * @param name the lock's name
	 * @param identity the candidate's identity
	 */
	public ClientGoPeer(String lockType, String name, String identity) {
		this(Version.of(lockType), lockType, name, identity, QUICK, "");
	}

	/**
	 * Builds the program, unless this JVM has already built it, and returns its path.
	 */
	public static Path build(Version version) {
		return PROGRAMS.computeIfAbsent(version, ClientGoPeer::compile);
	}

	private static Path compile(Version version) {
		Path program = Path.of("target", "client-go", version.modules.replace(".mod", "")).toAbsolutePath();
		Path log = Path.of(program + ".log");
		List<String> command = List.of(Path.of("peers", "client-go", "build").toAbsolutePath().toString(),
				version.modules, program.toString());
		try {
			Files.createDirectories(program.getParent());
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
			Process go = builder.start();
			if (!go.waitFor(15, TimeUnit.MINUTES)) {
				go.destroyForcibly();
			}
			assertThat(go.waitFor()).as(() -> command + ":\n" + read(log)).isZero();
			return program;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
