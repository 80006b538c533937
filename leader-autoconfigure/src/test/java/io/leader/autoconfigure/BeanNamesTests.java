package io.leader.autoconfigure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.local.LocalLock;
import io.leader.lock.test.InMemoryElectionLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the names of the starter's beans do not collide with those of the
 * application.
 */
class BeanNamesTests extends LeaderContextTest {

	private static final Path FOLDER = Path.of("target", "own-lock");

	@ParameterizedTest
	@ValueSource(strings = { "endpoints", "local", "leases", "configmaps", "spring-cloud", "springCloud",
			"localLockFactory", "notLeaderAdvice" })
	void anApplicationsBeanMayHaveAnyOfTheseNames(String name) {
		new WebApplicationContextRunner().withConfiguration(with(LeaderGuardAutoConfiguration.class))
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local")
			.withBean(name, UUID.class, UUID::randomUUID)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean(name);
				assertThat(context.getBean(LeaderElection.class).status().lock().type()).isEqualTo(LockTypes.LOCAL);
			});
	}

	@Test
	void allBeansOfTheStarterBeginWithLeader() {
		new WebApplicationContextRunner().withConfiguration(with(LeaderGuardAutoConfiguration.class))
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local")
			.run((context) -> assertThat(Arrays.stream(context.getBeanDefinitionNames())
				.filter((bean) -> !bean.startsWith("org.springframework."))).isNotEmpty()
				.allMatch((bean) -> bean.startsWith("leader") || bean.startsWith("io.leader.")));
	}

	@Test
	void aQualifierDeterminesTheLockType() {
		this.runner.withUserConfiguration(QualifiedFactory.class)
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=redis")
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
				assertThat(FOLDER.resolve(this.name + ".record")).exists();
			});
	}

	@Test
	void aFactoryOfAParentContextKeepsItsQualifier() {
		new ApplicationContextRunner().withUserConfiguration(QualifiedFactory.class)
			.run((parent) -> this.runner.withParent(parent)
				.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=redis")
				.run((context) -> assertThat(context).hasNotFailed()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "local" })
	void aSecondFactoryOfOneTypeIsRefused(String lockType) {
		this.runner
			.withBean(lockType, ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessageContaining("are both factories for the lock type '%s'", lockType)
				.hasMessageContaining("'" + lockType + "'"));
	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedFactory {

		@Bean
		@Qualifier("redis")
		ElectionLockFactory ownLocks() {
			return (election, lock) -> new LocalLock(FOLDER, lock.name());
		}

	}

}
