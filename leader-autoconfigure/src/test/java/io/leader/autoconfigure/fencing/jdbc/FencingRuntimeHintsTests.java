package io.leader.autoconfigure.fencing.jdbc;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.orm.jpa.JpaTransactionManager;

import static org.assertj.core.api.Assertions.assertThat;

class FencingRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void typesAndResourcesThatAreLookedUpByName() {
		new FencingRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(JpaTransactionManager.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.resource().forResource("io/leader/fencing/jdbc/schema-postgresql.sql"))
			.accepts(this.hints);
	}

}
