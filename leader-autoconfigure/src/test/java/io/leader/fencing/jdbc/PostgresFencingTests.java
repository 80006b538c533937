package io.leader.fencing.jdbc;

import javax.sql.DataSource;

import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.support.Postgres;

/**
 * Fencing on PostgreSQL.
 */
@EnabledIf(value = "io.leader.support.Postgres#isInstalled", disabledReason = "PostgreSQL is not installed")
class PostgresFencingTests extends FencedTransactionsTest {

	@Override
	DataSource dataSource() {
		return Postgres.shared().orElseThrow().dataSource();
	}

	@Override
	String script() {
		return "schema-postgresql.sql";
	}

	@Override
	String integer() {
		return "int4";
	}

}
