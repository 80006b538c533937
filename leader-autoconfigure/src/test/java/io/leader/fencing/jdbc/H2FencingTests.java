package io.leader.fencing.jdbc;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;

/**
 * Fencing on H2.
 */
class H2FencingTests extends FencedTransactionsTest {

	@Override
	DataSource dataSource() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setUrl("jdbc:h2:mem:fencing;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
		return dataSource;
	}

	@Override
	String script() {
		return "schema-h2.sql";
	}

	@Override
	String integer() {
		return "INTEGER";
	}

}
