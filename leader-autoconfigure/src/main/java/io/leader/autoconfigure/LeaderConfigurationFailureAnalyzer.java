package io.leader.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Converts a {@link LeaderConfigurationException} into the description and action of the
 * startup failure report.
 */
final class LeaderConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<LeaderConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LeaderConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getAction(), cause);
	}

}
