package io.leader.autoconfigure.fencing.jdbc;

import java.lang.reflect.Proxy;
import java.util.UUID;

import jakarta.persistence.EntityManagerFactory;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests transaction managers that write to a database but do not expose their
 * connections.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnknownConnectionsTests extends LeaderContextTest {

	private final ApplicationContextRunner fenced = new ApplicationContextRunner()
		.withConfiguration(with(LeaderJdbcFencingAutoConfiguration.class))
		.withUserConfiguration(Managers.class)
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local",
				"leader.fencing.jdbc.enabled=true", "leader.fencing.jdbc.initialize-schema=always");

	@Test
	void causeAWarning(CapturedOutput output) {
		this.fenced.run((context) -> assertThat(output.toString().lines())
			.filteredOn((line) -> line.contains("The transactions of 'entities' are not fenced"))
			.singleElement()
			.asString()
			.contains("WARN", "its DataSource is unknown"));
	}

	@Test
	void cannotBeNamed() {
		this.fenced.withPropertyValues("leader.fencing.jdbc.transaction-managers=entities")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessage("leader.fencing.jdbc.transaction-managers contains 'entities', whose DataSource is unknown:"
						+ " its transactions cannot be fenced."));
	}

	@Configuration(proxyBeanMethods = false)
	static class Managers {

		@Bean
		PlatformTransactionManager rows() {
			JdbcDataSource dataSource = new JdbcDataSource();
			dataSource.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		PlatformTransactionManager entities() {
			return new JpaTransactionManager(
					(EntityManagerFactory) Proxy.newProxyInstance(Managers.class.getClassLoader(),
							new Class<?>[] { EntityManagerFactory.class }, (proxy, method, arguments) -> null));
		}

	}

}
