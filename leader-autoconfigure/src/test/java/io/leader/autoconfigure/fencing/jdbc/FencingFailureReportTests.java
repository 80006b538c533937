package io.leader.autoconfigure.fencing.jdbc;

import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests the complete startup failure report: the property, the problem, and the action.
 */
@ExtendWith(OutputCaptureExtension.class)
class FencingFailureReportTests {

	private static final String TABLE_UNFIT = "leader.fencing.jdbc.enabled is true for the transactions of"
			+ " 'transactionManager'. The ";

	static Stream<Arguments> badInput() {
		return Stream.of(arguments("leader.fencing.jdbc.transaction-managers=orders", "",
				"leader.fencing.jdbc.transaction-managers contains 'orders', but there is no transaction manager with"
						+ " that name.",
				"Set leader.fencing.jdbc.transaction-managers to names of available transaction managers: transactionManager."),
				arguments(
						"spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
						"", "leader.fencing.jdbc.enabled is true, but no transaction manager uses a DataSource.",
						"Add a DataSource (spring.datasource.url, with spring-boot-starter-jdbc)"),
				arguments("leader.fencing.jdbc.initialize-schema=never", "",
						TABLE_UNFIT
								+ "table leader_fencing_token cannot be read (Table \"LEADER_FENCING_TOKEN\" not found",
						"Set leader.fencing.jdbc.initialize-schema=always (it is never), or create the table"),
				arguments("leader.fencing.jdbc.initialize-schema=embedded", "election VARCHAR(253) PRIMARY KEY",
						TABLE_UNFIT + "table leader_fencing_token cannot be read (Column \"TOKEN\" not found",
						"Set leader.fencing.jdbc.initialize-schema=always (it is embedded), or create the table"),
				arguments("leader.fencing.jdbc.initialize-schema=embedded",
						"election VARCHAR(253) PRIMARY KEY, token INT",
						TABLE_UNFIT + "column token of the table leader_fencing_token is of type INTEGER, which cannot"
								+ " hold every fencing token.",
						"Make the column token of leader_fencing_token a BIGINT."));
	}

	@ParameterizedTest
	@MethodSource
	void badInput(String property, String columns, String description, String action, CapturedOutput output) {
		String table = columns.isEmpty() ? ""
				: ";INIT=CREATE TABLE IF NOT EXISTS leader_fencing_token (" + columns + ")";
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("leader.platform=local", "leader.lock-name=orders", "leader.fencing.jdbc.enabled=true",
						"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + table, property)
				.run());
		assertThat(output.toString().replaceAll("\\s+", " ")).contains("APPLICATION FAILED TO START",
				"Description: " + description, "Action: " + action);
	}

	@Test
	void aDatabaseInAFileIsNotEmbedded(@TempDir Path folder, CapturedOutput output) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
				.properties("leader.platform=local", "leader.lock-name=orders", "leader.fencing.jdbc.enabled=true",
						"spring.datasource.url=jdbc:h2:file:" + folder.resolve("orders"))
				.run());
		assertThat(output).contains("Set leader.fencing.jdbc.initialize-schema=always"
				+ " (it is embedded, but this is not an in-memory database), or create the table");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
