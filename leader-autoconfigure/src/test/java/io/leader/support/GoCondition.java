package io.leader.support;

import java.io.File;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests that run programs written in Go if there is no {@code go} on the PATH.
 */
public final class GoCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return Stream.of(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((folder) -> new File(folder, "go").canExecute())
					? ConditionEvaluationResult.enabled("Go is on the path")
					: ConditionEvaluationResult.disabled("Go is not on the path, so the peers cannot be built");
	}

}
