package io.leader.election;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes log statements on a thread that may block, so that no appender can delay a
 * decision.
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
		if (!logger.isEnabledForLevel(level)) {
			return;
		}
		Runnable statement = () -> logger.atLevel(level).log(message, arguments);
		try {
			this.executor.execute(statement);
		}
		catch (RejectedExecutionException ex) {
			// The threads are closing down: nobody is left to be delayed.
			statement.run();
		}
	}

}
