package io.leader.autoconfigure.fencing.jdbc;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElectionRegistry;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.test.InMemoryElectionLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that no two fenced elections of an application share a row in the table of
 * fencing tokens.
 */
class SharedRowTests extends LeaderContextTest {

	private static final String SHARED = "have the same row 'jobs' in the table leader_fencing_token";

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
		.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class))
		.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
		.withBean("list", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
		.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=map", "leader.fencing.jdbc.enabled=true",
				"leader.identity=me", "spring.application.name=jobs",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	@ParameterizedTest
	@CsvSource({
			"leader.elections.a.lock-name=jobs, leader.elections.b.lock-name=jobs, leader.elections.b.lock-type=list",
			"leader.elections.a.lock-name=jobs, leader.elections.b.lock-name=jobs, leader.elections.b.namespace=elsewhere" })
	void anApplicationWithASharedRowDoesNotStart(String first, String second, String difference) {
		ApplicationContextRunner application = this.fenced.withPropertyValues(first, second, difference);
		application.run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(LeaderConfigurationException.class)
			.hasMessageContaining("The elections 'a' and 'b' " + SHARED));
		application.withPropertyValues("leader.elections.b.fencing.jdbc.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		application.withPropertyValues("leader.elections.b.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anElectionWithASharedRowIsNotRegisteredBeforeTheOtherOneIsRemoved() {
		this.fenced
			.withPropertyValues("leader.elections.a.fencing.jdbc.enabled=false", "leader.elections.b.lock-name=jobs-x",
					"leader.elections.b.lock-type=list")
			.run((context) -> {
				LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
				assertThatExceptionOfType(LeaderConfigurationException.class).isThrownBy(() -> registry.register("x"))
					.withMessageContaining("The elections 'b' and 'x' have the same row 'jobs-x'");
			});
		this.fenced.withPropertyValues("leader.elections.a.lock-type=list").run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			registry.register("x");
			registry.remove("x").join();
			assertThat(registry.register("x").name()).isEqualTo("x");
		});
	}

}
