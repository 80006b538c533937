package io.leader.autoconfigure.guard;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import io.leader.guard.UnguardableMethodException;

/**
 * Turns an {@link UnguardableMethodException} into the start-up report's description and
 * action.
 */
final class UnguardableMethodFailureAnalyzer extends AbstractFailureAnalyzer<UnguardableMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, UnguardableMethodException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.getAction(), cause);
	}

}
