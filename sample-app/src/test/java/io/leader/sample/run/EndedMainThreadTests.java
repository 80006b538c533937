package io.leader.sample.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.election.RemainingTime;

import static io.leader.sample.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that a process whose main thread has ended counts as running until its other
 * threads have ended, and that it is killed. Linux reports such a process as a zombie.
 */
class EndedMainThreadTests {

	/**
	 * Ignores TERM, appends to the file {@code alive} on a thread, and ends the main
	 * thread with the system call {@code exit}.
	 */
	private static final String PROGRAM = """
			import ctypes, platform, signal, sys, threading, time

			def work():
			    while True:
			        with open(sys.argv[1], 'a') as alive:
			            alive.write('.')
			        time.sleep(0.02)

			signal.signal(signal.SIGTERM, signal.SIG_IGN)
			threading.Thread(target=work).start()
			ctypes.CDLL(None).syscall({'x86_64': 60}.get(platform.machine(), 93), 0)
			""";

	@TempDir
	private Path folder;

	private final Watchdog watchdog = new Watchdog();

	private final List<ProcessHandle> started = new ArrayList<>();

	@AfterEach
	void kill() {
		this.watchdog.close();
		this.started.forEach(ProcessHandle::destroyForcibly);
	}

	@ParameterizedTest
	@CsvSource({ "7 (sleep) Z 1 7 6 0 -1 4227084 99 0 0 0 0 0 0 0 20 0 1 0 3620207 0, true",
			"7 (python3) Z 1 7 6 0 -1 4227084 99 0 0 0 0 0 0 0 20 0 2 0 3620207 0, false",
			"7 (a) Z 1 (b) Z 1 7 6 0 -1 4227084 99 0 0 0 0 0 0 0 20 0 1 0 3620207 0, true",
			"7 (a) Z 1 (b) S 1 7 6 0 -1 4227084 99 0 0 0 0 0 0 0 20 0 1 0 3620207 0, false",
			"7 (sleep) S 1 7 6 0 -1 4227084 99 0 0 0 0 0 0 0 20 0 1 0 3620207 0, false", "7 (sleep) Z, false",
			"'', false" })
	void aZombieHasNoOtherThreads(String stat, boolean zombie) {
		assertThat(CommandTerminator.isZombie(stat)).isEqualTo(zombie);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theTerminatorKillsTheOtherThreads() throws Exception {
		Process command = command();
		assertThat(CommandTerminator.terminate(command, Duration.ofMillis(200), RemainingTime.UNLIMITED)).isTrue();
		assertStopped();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void theWatchdogKillsTheOtherThreads() throws Exception {
		command();
		this.watchdog.close();
		assertStopped();
	}

	/**
	 * Starts a shell that starts the program, and waits until the program's main thread
	 * has ended.
	 */
	private Process command() throws Exception {
		assumeTrue(isPythonInstalled(), "needs python3");
		Path program = Files.writeString(this.folder.resolve("program.py"), PROGRAM);
		ProcessBuilder builder = new ProcessBuilder("sh", "-c", "python3 $0 $1 & wait", program.toString(),
				alive().toString());
		this.watchdog.mark(builder.environment());
		Process command = builder.start();
		await(() -> Files.exists(alive()) && command.children().anyMatch(EndedMainThreadTests::isReportedAsZombie));
		command.children().forEach(this.started::add);
		return command;
	}

	private static boolean isReportedAsZombie(ProcessHandle process) {
		try {
			return Files.readString(Path.of("/proc/" + process.pid() + "/status")).contains("State:\tZ");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean isPythonInstalled() throws InterruptedException {
		try {
			return new ProcessBuilder("python3", "-c", "import ctypes").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private Path alive() {
		return this.folder.resolve("alive");
	}

	private void assertStopped() throws Exception {
		long size = Files.size(alive());
		TimeUnit.MILLISECONDS.sleep(300);
		assertThat(alive()).hasSize(size);
	}

}
