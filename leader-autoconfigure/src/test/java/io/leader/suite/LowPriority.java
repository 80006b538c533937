package io.leader.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.platform.suite.api.AfterSuite;
import org.junit.platform.suite.api.BeforeSuite;

/**
 * Lets the tests of a suite run with a low priority. Tests that only compute then use the
 * processors while other tests wait, and hardly delay those. Has no effect on operating
 * systems other than Linux.
 */
abstract class LowPriority {

	@BeforeSuite
	static void lower() {
		set("10");
	}

	/**
	 * Restores the priority. If this user is not permitted to do so, the priority remains
	 * low, and the tests that follow in this process also use only what others leave.
	 */
	@AfterSuite
	static void restore() {
		set("0");
	}

	/**
	 * Sets the priority of each thread, since Linux has no common priority for all
	 * threads of a process. A new thread inherits the priority of the thread that starts
	 * it.
	 */
	private static void set(String niceness) {
		Path threads = Path.of("/proc/self/task");
		if (!Files.isDirectory(threads)) {
			return;
		}
		List<String> command = new ArrayList<>(List.of("renice", "-n", niceness, "-p"));
		try (Stream<Path> all = Files.list(threads)) {
			all.forEach((thread) -> command.add(thread.getFileName().toString()));
			new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
		}
		catch (IOException ex) {
			System.out.println("The priority of the process cannot be set: " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
