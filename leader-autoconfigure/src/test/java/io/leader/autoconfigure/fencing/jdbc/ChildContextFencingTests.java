package io.leader.autoconfigure.fencing.jdbc;

import java.util.UUID;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a warning is logged for each transaction manager that is not fenced because
 * it is defined in a child context.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChildContextFencingTests {

	private static final String WARNING = "are not fenced, since that transaction manager is defined in the child context";

	private static void run(Class<?> child, String... more) {
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("leader.platform=local", "leader.lock-name=test-" + UUID.randomUUID(),
					"leader.fencing.jdbc.enabled=true", "spring.main.banner-mode=off",
					"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID())
			.properties(more);
		try (ConfigurableApplicationContext context = application.child(child).web(WebApplicationType.NONE).run();
				ConfigurableApplicationContext parent = (ConfigurableApplicationContext) context.getParent()) {
			assertThat(parent.isActive()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { Databases.class, DatabasesWithStarter.class })
	void aTransactionManagerOfAChildIsReported(Class<?> child, CapturedOutput output) {
		run(child);
		assertThat(output).containsOnlyOnce("The transactions of transaction manager 'reports' " + WARNING);
	}

	@Test
	void aChildWithoutATransactionManagerIsNotReported(CapturedOutput output) {
		run(Empty.class);
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void nothingIsReportedIfTransactionManagersAreConfiguredByName(CapturedOutput output) {
		run(Databases.class, "leader.fencing.jdbc.transaction-managers=transactionManager");
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void nothingIsReportedWithoutFencing(CapturedOutput output) {
		run(Databases.class, "leader.fencing.jdbc.enabled=false");
		assertThat(output).doesNotContain(WARNING);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	static class Databases {

		@Bean
		DataSource reportsDatabase() {
			JdbcDataSource database = new JdbcDataSource();
			database.setUrl("jdbc:h2:mem:" + UUID.randomUUID());
			return database;
		}

		@Bean
		PlatformTransactionManager reports(DataSource reportsDatabase) {
			return new JdbcTransactionManager(reportsDatabase);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class DatabasesWithStarter extends Databases {

	}

}
