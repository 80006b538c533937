package io.leader.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests the profile {@code run}, in which the application runs a command while it leads.
 * Also tests a service that exits on revocation.
 */
@LongTest
class WrapperTests {

	private static final String WAITING = "found existing lock, leader=";

	private static final List<String> SHORT_LEASE = List.of("--leader.platform=local", "--leader.lease-duration=3s",
			"--leader.renew-deadline=2s", "--leader.retry-period=400ms", "--run.grace=20s");

	private final String lock = "wrapper-" + UUID.randomUUID();

	@TempDir
	private Path folder;

	private Replica wrapper(String... command) {
		return wrapper(Map.of(), List.of("--leader.platform=local"), command);
	}

	private Replica wrapper(Map<String, String> variables, List<String> options, String... command) {
		return Replica.launch(variables, arguments(options, command));
	}

	private String[] arguments(List<String> options, String... command) {
		List<String> arguments = new ArrayList<>(
				List.of("--spring.profiles.active=run", "--leader.lock-name=" + this.lock));
		arguments.addAll(options);
		arguments.add("--");
		arguments.addAll(List.of(command));
		return arguments.toArray(String[]::new);
	}

	@Test
	void endsWithTheExitCodeOfTheCommand() throws Exception {
		try (Replica wrapper = wrapper("sh", "-c", "echo the command says $1 $0; exit 7", "stuff", "my")) {
			assertThat(wrapper.awaitEnd()).isEqualTo(7);
			assertThat(wrapper.log()).contains("the command says my stuff");
		}
		try (Replica wrapper = wrapper("no-such-command")) {
			assertThat(wrapper.awaitEnd()).isEqualTo(127);
			assertThat(wrapper.log()).contains("no-such-command");
		}
	}

	@Test
	void theNextCommandStartsOnlyAfterTheFirstHasEnded() throws Exception {
		Path order = this.folder.resolve("order");
		String first = "trap 'sleep 0.5; echo end of first >> " + order + "; exit 3' TERM; echo run${0#s}; "
				+ "while :; do sleep 0.05; done";
		try (Replica leader = wrapper("sh", "-c", first)) {
			leader.await("runh");
			try (Replica waiting = wrapper("sh", "-c", "echo start of second >> " + order)) {
				waiting.await(WAITING);
				assertThat(order).doesNotExist();
				leader.terminate();
				assertThat(leader.awaitEnd()).as("exit code of the command").isEqualTo(3);
				assertThat(waiting.awaitEnd()).isZero();
			}
		}
		assertThat(Files.readAllLines(order)).containsExactly("end of first", "start of second");
	}

	@Test
	void signalsAreRelayed() throws Exception {
		try (Replica wrapper = wrapper("sh", "-c", "for s in HUP USR1 USR2 WINCH; do trap \"echo heard $s\" $s; done; "
				+ "trap 'exit 5' INT; echo run${0#s}; while :; do sleep 0.05; done")) {
			wrapper.await("runh");
			for (String signal : List.of("HUP", "USR1", "USR2", "WINCH")) {
				wrapper.signal(signal);
				wrapper.await("heard " + signal);
			}
			wrapper.signal("INT");
			assertThat(wrapper.awaitEnd()).isEqualTo(5);
		}
	}

	@Test
	void aWrapperThatIsTerminatedWhileWaitingEndsImmediatelyWithoutErrors() throws Exception {
		try (Replica leader = wrapper("sleep", "60")) {
			leader.await("Running [sleep, 60]");
			try (Replica waiting = wrapper("true")) {
				waiting.await(WAITING);
				waiting.terminate();
				assertThat(waiting.awaitEnd()).isEqualTo(128 + 15);
				// The process might end before Spring has logged why the startup was
				// abandoned.
				assertThat(waiting.log()).doesNotContain("Application run failed").doesNotContain("\tat ");
			}
			leader.terminate();
			assertThat(leader.awaitEnd()).isEqualTo(128 + 15);
		}
	}

	@Test
	void theCommandDoesNotOutliveItsWrapper() throws Exception {
		Path alive = this.folder.resolve("alive");
		String command = "(while :; do date >> " + alive + "; sleep 0.05; done) & echo run${0#s}; "
				+ "while :; do date >> " + alive + "; sleep 0.05; done";
		try (Replica leader = wrapper("sh", "-c", command)) {
			leader.await("runh");
			leader.signal("KILL");
			leader.awaitEnd();
			await(() -> {
				long size = Files.exists(alive) ? Files.size(alive) : 0;
				TimeUnit.MILLISECONDS.sleep(300);
				return size == (Files.exists(alive) ? Files.size(alive) : 0);
			});
		}
	}

	@Test
	void processesLeftBehindByTheCommandEndWithIt() throws Exception {
		Path alive = this.folder.resolve("alive");
		try (Replica leader = wrapper("sh", "-c",
				"(while :; do date >> " + alive + "; sleep 0.05; done) & sleep 0.5; exit 6")) {
			assertThat(leader.awaitEnd()).isEqualTo(6);
			assertStopped(alive);
		}
	}

	/**
	 * If a process was frozen until its lease expired, its command gets no grace period.
	 */
	@Test
	void aCommandWhoseWrapperWasFrozenIsKilledImmediately() throws Exception {
		Path alive = this.folder.resolve("alive");
		try (Replica leader = wrapper(Map.of(), SHORT_LEASE, "sh", "-c",
				"trap '' TERM; echo run${0#s}; while :; do date >> " + alive + "; sleep 0.05; done")) {
			leader.await("runh");
			leader.signal("STOP");
			TimeUnit.MILLISECONDS.sleep(3100);
			leader.signal("CONT");
			assertThat(leader.awaitEnd()).isEqualTo(128 + 9);
		}
	}

	/**
	 * In a container, the wrapper is the first process. Processes that have lost their
	 * parent become its children, and remain as zombies after they have ended. The
	 * wrapper must not wait for these zombies.
	 */
	@Test
	void aWrapperThatIsTheFirstProcessOfItsContainerEndsWithItsCommand() throws Exception {
		List<String> isolated = List.of("unshare", "--pid", "--fork", "--mount-proc");
		assumeTrue(isPermitted(isolated), "needs the permission to create a PID namespace: " + isolated);
		List<String> command = new ArrayList<>(isolated);
		command.addAll(ArchivedClasses.command());
		command.addAll(List.of(arguments(SHORT_LEASE, "sh", "-c", "trap '' TERM; echo run${0#s}; sleep 1000; true")));
		try (Replica leader = Replica.run(Map.of(), command)) {
			leader.await("runh");
			ProcessHandle java = ProcessHandle.of(leader.pid()).orElseThrow().children().findFirst().orElseThrow();
			Replica.signal(java.pid(), "STOP");
			TimeUnit.MILLISECONDS.sleep(3100);
			Replica.signal(java.pid(), "CONT");
			assertThat(leader.awaitEnd()).isEqualTo(128 + 9);
		}
	}

	private static boolean isPermitted(List<String> isolated) throws InterruptedException {
		List<String> command = new ArrayList<>(isolated);
		command.add("true");
		try {
			return new ProcessBuilder(command).start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
			disabledReason = "needs a cluster that other processes can reach")
	void onRevocationTheCommandAndItsProcessesAreTerminatedAndThenKilled() throws Exception {
		Path alive = this.folder.resolve("alive");
		String stubborn = "trap '' TERM; (trap '' TERM; while :; do date >> " + alive
				+ "; sleep 0.05; done) & echo run${0#s}; while :; do sleep 0.05; done";
		try (TestNamespace cluster = new TestNamespace();
				Replica wrapper = wrapper(Map.of("KUBECONFIG", cluster.kubeconfig()),
						List.of("--leader.platform=kubernetes", "--leader.lock-type=configmaps",
								"--leader.namespace=" + cluster.name(), "--run.grace=500ms"),
						"sh", "-c", stubborn)) {
			wrapper.await("runh");
			// Other candidates wait for the lease duration if a record cannot be parsed,
			// so there is time for a grace period.
			cluster.admin()
				.configMaps()
				.inNamespace(cluster.name())
				.withName(this.lock)
				.patch(PatchContext.of(PatchType.JSON_MERGE),
						"{\"metadata\": {\"annotations\": {\"control-plane.alpha.kubernetes.io/leader\": \"{nonsense\"}}}");
			assertThat(wrapper.awaitEnd()).isEqualTo(128 + 9);
			assertThat(wrapper.log()).contains("the lock was changed", "was terminated");
			assertStopped(alive);
		}
	}

	/**
	 * As with kube-leader, the lock does not expire.
	 */
	@Test
	@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
			disabledReason = "needs a cluster that other processes can reach")
	void aCommandThatRunsForLifeIsEndedWhenTheLockIsDeleted() throws Exception {
		Path alive = this.folder.resolve("alive");
		try (TestNamespace cluster = new TestNamespace();
				Replica wrapper = wrapper(cluster.pod("pod-a"),
						List.of("--leader.platform=kubernetes", "--leader.lock-type=configmaps",
								"--leader.lock.for-life=true"),
						"sh", "-c",
						"trap '' TERM; echo run${0#s}; while :; do date >> " + alive + "; sleep 0.05; done")) {
			wrapper.await("runh");
			cluster.admin().configMaps().inNamespace(cluster.name()).withName(this.lock).delete();
			assertThat(wrapper.awaitEnd()).isEqualTo(128 + 9);
			assertStopped(alive);
		}
	}

	private static void assertStopped(Path alive) throws Exception {
		long size = Files.size(alive);
		TimeUnit.MILLISECONDS.sleep(300);
		assertThat(alive).hasSize(size);
	}

	@Test
	@EnabledIfEnvironmentVariable(named = "LEADER_TEST_KUBECONFIG", matches = ".+",
			disabledReason = "needs a cluster that other processes can reach")
	void aWrapperThatSeesAnotherHolderKillsImmediatelyAndDoesNotChangeTheLock() throws Exception {
		try (TestNamespace cluster = new TestNamespace();
				Replica wrapper = wrapper(Map.of("KUBECONFIG", cluster.kubeconfig()),
						List.of("--leader.platform=kubernetes", "--leader.namespace=" + cluster.name()), "sh", "-c",
						"trap '' TERM; echo run${0#s}; while :; do sleep 0.05; done")) {
			wrapper.await("runh");
			cluster.takeLease(this.lock);
			assertThat(wrapper.awaitEnd()).isEqualTo(128 + 9);
			assertThat(cluster.admin()
				.leases()
				.inNamespace(cluster.name())
				.withName(this.lock)
				.get()
				.getSpec()
				.getHolderIdentity()).isEqualTo("somebody-else");
		}
	}

	@Test
	void aServiceConfiguredToExitOnRevocationExitsAndReleasesItsLock() throws Exception {
		try (Replica first = Replica.start(null, "--leader.platform=local", "--leader.lock-name=" + this.lock,
				"--leader.shutdown.on-revocation=true")) {
			first.await(": leading as ");
			try (Replica second = Replica.start(null, "--leader.platform=local", "--leader.lock-name=" + this.lock)) {
				yieldAndExit(first);
				assertThat(first.awaitEnd()).isEqualTo(75);
				second.await(": leading as ");
				assertThat(first.log()).contains(
						"exits with code 75 (leader.shutdown.on-revocation or leader.startup.wait-for-leadership)");
			}
		}
	}

	/**
	 * Makes a replica yield, which makes it exit. While it stops, Tomcat waits for
	 * requests in progress, but not until their responses are sent, so the process might
	 * exit before it sends the response.
	 */
	private void yieldAndExit(Replica replica) throws InterruptedException {
		try {
			assertThat(replica.post("/yield", "election=" + this.lock).statusCode()).isEqualTo(303);
		}
		catch (IOException ex) {
			assertThat(replica.awaitEnd()).isEqualTo(75);
		}
	}

}
