package io.leader.support;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Postgres}.
 */
@EnabledIf(value = "io.leader.support.Postgres#isInstalled", disabledReason = "PostgreSQL is not installed")
class PostgresTests {

	@Test
	void anInterruptedCreationFailsBeforeTheServerStarts() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(Postgres::create)
				.withCauseInstanceOf(InterruptedIOException.class);
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

}
