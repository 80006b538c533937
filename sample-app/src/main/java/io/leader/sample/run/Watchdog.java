package io.leader.sample.run;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills a process and all that it has started when this process is gone, however it went:
 * a shell that reads from a pipe which only this process holds open.
 */
final class Watchdog {

	/**
	 * Waits for the end of its input, and kills the tree below the process that its
	 * argument names, the root first so that it starts no more.
	 */
	private static final String SCRIPT = """
			trap '' HUP INT TERM
			read -r ended && exit
			end() {
			  children=$(cat /proc/$1/task/*/children 2>/dev/null)
			  kill -KILL $1 2>/dev/null
			  for child in $children; do end $child; done
			}
			end $1
			""";

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	private final @Nullable Process shell;

	private Watchdog(@Nullable Process shell) {
		this.shell = shell;
	}

	static Watchdog of(Process watched) {
		try {
			return new Watchdog(new ProcessBuilder("sh", "-c", SCRIPT, "watchdog", Long.toString(watched.pid()))
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start());
		}
		catch (IOException ex) {
			logger.warn("There is no watchdog ({}): should this process be killed, process {} runs on", ex.getMessage(),
					watched.pid());
			return new Watchdog(null);
		}
	}

	/**
	 * Calls it off: the process has ended.
	 */
	void close() {
		if (this.shell != null) {
			this.shell.destroyForcibly();
		}
	}

}
