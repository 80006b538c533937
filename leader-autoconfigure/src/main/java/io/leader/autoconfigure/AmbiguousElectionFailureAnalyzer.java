package io.leader.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import io.leader.election.LeaderElection;
import io.leader.election.ManualElection;

/**
 * Explains how to select one of several elections for injection. Spring Boot's own
 * analysis would suggest marking one of the beans as primary, but the application does
 * not define these beans.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AmbiguousElectionFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoUniqueBeanDefinitionException> {

	private static final Set<Class<?>> ELECTIONS = Set.of(LeaderElection.class, ManualElection.class);

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoUniqueBeanDefinitionException cause,
			@Nullable String description) {
		Collection<String> beans = cause.getBeanNamesFound();
		Class<?> type = cause.getBeanType();
		if (beans == null || type == null || !ELECTIONS.contains(type)) {
			return null;
		}
		List<String> elections = beans.stream().map(ElectionBeans::electionName).sorted().toList();
		String names = String.join(", ", elections);
		String where = (description != null) ? description : "The application";
		return new FailureAnalysis(
				"%s requires a single %s, but there are several elections: %s.".formatted(where, type.getSimpleName(),
						names),
				"Name the election, as in @Qualifier(\"%s\"), or set leader.primary to one of: %s."
					.formatted(elections.get(0), names),
				cause);
	}

}
