package io.leader.autoconfigure.guard;

import java.util.Iterator;
import java.util.StringJoiner;
import java.util.function.IntSupplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.engine.ElectionEngine;
import io.leader.guard.LeaderOnlyPostProcessor;
import io.leader.guard.NotLeaderAdvice;

/**
 * Auto-configuration for the guard: {@code @LeaderOnly}, and the response to a web
 * request that fails because this process is not the leader.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(LeaderElections.class)
public final class LeaderGuardAutoConfiguration {

	@Bean
	static LeaderOnlyPostProcessor leaderOnlyPostProcessor(ObjectProvider<LeaderElections> elections,
			ObjectProvider<LeaderElection> primary, Environment environment) {
		boolean proxyTargetClass = environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
		SingletonSupplier<IntSupplier> changes = SingletonSupplier.of(() -> changes(elections.getObject()));
		return new LeaderOnlyPostProcessor(
				(name) -> name.isEmpty() ? primary(primary, elections) : elections.getObject().get(name),
				() -> hasSeveral(elections.getObject()), () -> changes.obtain().getAsInt(), proxyTargetClass);
	}

	private static IntSupplier changes(LeaderElections elections) {
		return (elections instanceof ElectionEngine engine) ? engine::changes : () -> 0;
	}

	private static boolean hasSeveral(LeaderElections elections) {
		Iterator<LeaderElection> all = elections.iterator();
		if (all.hasNext()) {
			all.next();
		}
		return all.hasNext();
	}

	private static LeaderElection primary(ObjectProvider<LeaderElection> primary,
			ObjectProvider<LeaderElections> elections) {
		LeaderElection election = primary.getIfUnique();
		if (election == null) {
			StringJoiner names = new StringJoiner(", ").setEmptyValue("none");
			elections.getObject().forEach((one) -> names.add(one.name()));
			throw new IllegalArgumentException(
					"It does not name an election, and no election is primary (leader.primary). Available elections: %s."
						.formatted(names));
		}
		return election;
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication
	@ConditionalOnClass(RestControllerAdvice.class)
	@ConditionalOnBean(ConfiguredElections.class)
	static class Web {

		@Bean
		@ConditionalOnMissingBean
		NotLeaderAdvice leaderNotLeaderAdvice(ConfiguredElections configured) {
			return new NotLeaderAdvice((election) -> Math.max(1, configured.of(election).retryPeriod().toSeconds()));
		}

	}

}
