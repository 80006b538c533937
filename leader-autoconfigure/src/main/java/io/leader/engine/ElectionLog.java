package io.leader.engine;

import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.leader.election.LeaderElection;

/**
 * Writes log statements on a thread that may block, so that no appender can delay a
 * decision. A failure to log never reaches the caller, since a lost line must not cause a
 * lost revocation (rule 10).
 */
final class ElectionLog {

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	private final Executor executor;

	ElectionLog(Executor executor) {
		this.executor = executor;
	}

	void info(String message, Object... arguments) {
		log(Level.INFO, message, arguments);
	}

	void warn(String message, Object... arguments) {
		log(Level.WARN, message, arguments);
	}

	void error(String message, Object... arguments) {
		log(Level.ERROR, message, arguments);
	}

	void debug(String message, Object... arguments) {
		log(Level.DEBUG, message, arguments);
	}

	private void log(Level level, String message, Object... arguments) {
		try {
			if (logger.isEnabledForLevel(level)) {
				this.executor.execute(() -> write(level, message, arguments));
			}
		}
		catch (Throwable ex) {
			// Only the line is lost.
		}
	}

	private static void write(Level level, String message, Object... arguments) {
		try {
			logger.atLevel(level).log(message, arguments);
		}
		catch (Throwable ex) {
			// Only this line is lost; the thread continues with the next one.
		}
	}

}
