package io.leader.autoconfigure.guard;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.leader.guard.UnguardableMethodException;

/**
 * Converts an {@link UnguardableMethodException} into the description and action of the
 * startup failure report.
 */
final class UnguardableMethodFailureAnalyzer extends AbstractFailureAnalyzer<UnguardableMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnguardableMethodException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getAction(), cause);
	}

}
