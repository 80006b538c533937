package io.leader.sample.run;

import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills all remaining processes of a command when this process requests it or ends for
 * any reason. The watchdog is a shell that reads from a pipe that only this process holds
 * open. The command's processes are identified by a mark in their environment, which
 * their children inherit, so the watchdog can be started before the command. A process
 * that is started with a cleared environment is not found, nor is any process on a system
 * without {@code /proc}.
 */
final class Watchdog {

	/**
	 * Waits for the end of its input, and then kills all processes whose environment
	 * contains its argument, in up to 50 rounds, until there are none. To save time, each
	 * round searches all processes with a single program, since another replica might
	 * already lead. A round that finds no process also searches all threads, since the
	 * environment of a process whose main thread has ended can only be read through its
	 * other threads.
	 */
	private static final String SCRIPT = """
			trap '' HUP INT TERM
			while read -r line; do :; done
			round=0
			while [ $round -lt 50 ]; do
			  round=$((round + 1))
			  found=$(grep -lsF "$1" /proc/[0-9]*/environ)
			  [ -n "$found" ] || found=$(grep -lsF "$1" /proc/[0-9]*/task/[0-9]*/environ)
			  [ -n "$found" ] || break
			  for environ in $found; do
			    process=${environ#/proc/}
			    kill -KILL "${process%%/*}" 2>/dev/null
			  done
			done
			""";

	private static final String VARIABLE = "LEADER_RUN_ID";

	private static final long TIMEOUT_SECONDS = 2;

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private final String mark = UUID.randomUUID().toString();

	private final @Nullable Process shell;

	Watchdog() {
		this.shell = start(VARIABLE + "=" + this.mark);
	}

	private static @Nullable Process start(String marked) {
		try {
			return new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", marked)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			logger.warn("The watchdog could not be started ({}): if this process is killed, the command keeps running",
					ex.getMessage());
			return null;
		}
	}

	/**
	 * Adds the mark to the environment of a process that is about to be started.
	 */
	void mark(Map<String, String> environment) {
		environment.put(VARIABLE, this.mark);
	}

	/**
	 * Makes the shell kill the remaining processes of the command, and waits up to two
	 * seconds for the shell to finish. Then kills the shell if it is still running.
	 */
	void close() {
		if (this.shell == null) {
			return;
		}
		try {
			this.shell.getOutputStream().close();
			this.shell.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			logger.debug("The watchdog has already ended", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.shell.destroyForcibly();
	}

}
