package io.leader.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

import io.leader.lifecycle.AbandonedStartupException;

/**
 * Reports a start that was stopped while it waited for leadership as what it is: no
 * failure.
 */
final class AbandonedStartupReporter implements SpringBootExceptionReporter {

	private static final Logger logger = LoggerFactory.getLogger(AbandonedStartupReporter.class);

	/**
	 * Called by Spring Boot.
	 * @param context the context that did not start
	 */
	AbandonedStartupReporter(ConfigurableApplicationContext context) {
	}

	@Override
	public boolean reportException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AbandonedStartupException) {
				logger.info(cause.getMessage());
				return true;
			}
		}
		return false;
	}

}
