package io.leader.autoconfigure.startup;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;

import io.leader.lifecycle.AbandonedStartupException;

/**
 * Prevents a startup that was stopped while it waited for leadership from being reported
 * as a failure. The {@code StartupGate} has already logged what happened.
 */
final class AbandonedStartupReporter implements SpringBootExceptionReporter {

	/**
	 * Creates a reporter. Called by Spring Boot, which requires this parameter.
	 * @param context the context that did not start
	 */
	AbandonedStartupReporter(ConfigurableApplicationContext context) {
	}

	@Override
	public boolean reportException(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof AbandonedStartupException) {
				return true;
			}
		}
		return false;
	}

}
