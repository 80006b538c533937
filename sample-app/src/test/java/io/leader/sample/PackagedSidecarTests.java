package io.leader.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the packaged application with a class archive, as in the image: the resources
 * that a sidecar and a wrapper require until they lead, and whether a wrapper can read
 * its own Pod.
 */
@LongTest
@EnabledOnOs(OS.LINUX)
class PackagedSidecarTests {

	private static final String LEADING = ": leading as ";

	private static final String ARCHIVED = "source: shared objects file";

	/**
	 * The prefix of the classes that are never archived. The class files of picocli are
	 * too old for CDS.
	 */
	private static final String NEVER_ARCHIVED = "picocli.";

	/**
	 * The upper bound for the number of classes that are not loaded from the archive. A
	 * sidecar loads 12 such classes, and a wrapper 49. If no sidecar led while the
	 * archive was being created, there are 600 more.
	 */
	private static final int NOT_ARCHIVED = 100;

	/** The limits of a container, as JVM options. */
	private static final List<String> LIMITS = List.of("-XX:ActiveProcessorCount=1", "-XX:MaxRAM=200m");

	/**
	 * The upper bound for the CPU time with the archive, relative to the CPU time without
	 * it. Measurements on idle and busy machines ranged from 0.64 to 0.75.
	 */
	private static final double PART_OF_CPU_TIME = 0.85;

	@TempDir
	private static Path folder;

	private static PackagedApplication application;

	private static ReachableApiServer server;

	private final String lock = "packaged-" + UUID.randomUUID();

	@BeforeAll
	static void train() throws Exception {
		application = PackagedApplication.extract(folder.resolve("app"));
		try (ApiServerStandIn standIn = new ApiServerStandIn()) {
			application.archive(standIn.variables());
		}
		server = new ReachableApiServer();
	}

	@AfterAll
	static void close() {
		if (server != null) {
			server.close();
		}
	}

	private static Replica start(List<String> options, String... arguments) {
		List<String> all = new ArrayList<>(LIMITS);
		all.addAll(options);
		return Replica.run(server.variables(), application.command(all, arguments));
	}

	private static List<String> logging(Path classes) throws IOException {
		List<String> options = new ArrayList<>(application.options());
		options.add("-Xlog:class+load:file=" + classes + ":none");
		return options;
	}

	private Replica sidecar(List<String> options, String name) {
		return start(options, "--spring.profiles.active=sidecar", "-election=" + this.lock + name, "-http=localhost:0",
				"--leader.namespace=" + server.namespace(), "--leader.status-file=" + folder.resolve(name));
	}

	private Replica wrapper(List<String> options) {
		return start(options, "--spring.profiles.active=run", "--leader.platform=kubernetes",
				"--leader.namespace=" + server.namespace(), "--leader.lock-name=" + this.lock, "--", "sleep", "100");
	}

	@Test
	void aSidecarLeadsInLittleMemoryAndItsClassesAreInTheArchive() throws Exception {
		Path classes = folder.resolve("sidecar.classes");
		try (Replica sidecar = sidecar(logging(classes), "classes")) {
			sidecar.await(LEADING);
			assertThat(residentMebibytes(sidecar)).isLessThan(150);
			assertArchived(classes);
		}
	}

	@Test
	void aWrapperLeadsInLittleMemoryAndItsClassesAreInTheArchive() throws Exception {
		Path classes = folder.resolve("wrapper.classes");
		try (Replica wrapper = wrapper(logging(classes))) {
			wrapper.await(LEADING);
			wrapper.await("Running [sleep, 100]");
			assertThat(residentMebibytes(wrapper)).isLessThan(150);
			assertArchived(classes);
		}
	}

	/**
	 * Of the variables that identify the Pod, a wrapper with a lock for life requires
	 * only POD_NAME, as with kube-leader. It must be able to read the Pod even though the
	 * package contains only a part of the client library.
	 */
	@Test
	void aWrapperReadsItsOwnPod() throws Exception {
		server.createPod(this.lock);
		Map<String, String> variables = new HashMap<>(server.variables());
		variables.put("POD_NAME", this.lock);
		List<String> command = application.command(LIMITS, "--spring.profiles.active=run",
				"--leader.platform=kubernetes", "--leader.namespace=" + server.namespace(),
				"--leader.lock-name=" + this.lock, "--leader.lock-type=configmaps", "--leader.lock.for-life=true", "--",
				"sh", "-c", "echo run${0#s} $POD_NAME");
		try (Replica wrapper = Replica.run(variables, command)) {
			assertThat(wrapper.awaitEnd()).as(wrapper::log).isZero();
			assertThat(wrapper.log()).contains("runh " + this.lock);
		}
	}

	/**
	 * The two sidecars run at the same time, so a busy machine slows down both.
	 */
	@Test
	void theArchiveReducesCpuTimeUntilASidecarLeads() throws Exception {
		try (Replica with = sidecar(application.options(), "with");
				Replica without = sidecar(application.optionsWithoutArchive(), "without")) {
			with.await(LEADING);
			long used = cpuTicks(with);
			without.await(LEADING);
			assertThat((double) used).isLessThan(PART_OF_CPU_TIME * cpuTicks(without));
		}
	}

	private static long residentMebibytes(Replica replica) throws IOException {
		return Files.readAllLines(Path.of("/proc/" + replica.pid() + "/status"))
			.stream()
			.filter((line) -> line.startsWith("VmRSS:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Returns the CPU time that a replica has used so far, in clock ticks: the sum of
	 * utime and stime as described in proc(5).
	 */
	private static long cpuTicks(Replica replica) throws IOException {
		String stat = Files.readString(Path.of("/proc/" + replica.pid() + "/stat"));
		String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
		return Long.parseLong(afterName[11]) + Long.parseLong(afterName[12]);
	}

	/**
	 * Asserts that almost all classes are from the archive. The log of loaded classes
	 * states the source of each class.
	 */
	private static void assertArchived(Path log) throws IOException {
		List<String> lines = Files.readAllLines(log);
		assertThat(lines).filteredOn((line) -> line.contains(ARCHIVED))
			.extracting((line) -> line.split(" ", 2)[0])
			.contains("io.leader.engine.ElectionDriver", "io.leader.lock.kubernetes.KubernetesLock",
					"jdk.internal.net.http.HttpClientImpl", "sun.security.ssl.SSLEngineImpl");
		assertThat(lines).filteredOn((line) -> line.contains("source: file:") || line.contains("source: jrt:"))
			.as("not in the archive")
			.filteredOn((line) -> !line.startsWith(NEVER_ARCHIVED))
			.hasSizeLessThan(NOT_ARCHIVED);
	}

}
