package io.leader.autoconfigure.fencing.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.UUID;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * The databases that have a schema script, except PostgreSQL. Databases that cannot run
 * in this JVM are replaced by H2 in the corresponding compatibility mode, with
 * connections that report the product name of the replaced database.
 */
enum Platform {

	H2("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1", ""),

	HSQLDB("jdbc:hsqldb:mem:%s", ""),

	DERBY("jdbc:derby:memory:%s;create=true", ""),

	SQLITE("jdbc:sqlite:%s", ""),

	ORACLE("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;MODE=Oracle", "Oracle"),

	SQLSERVER("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;MODE=MSSQLServer", "Microsoft SQL Server"),

	DB2("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;MODE=DB2", "DB2/LINUXX8664"),

	MYSQL("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;MODE=MySQL", "MySQL"),

	MARIADB("jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1;MODE=MariaDB", "MariaDB");

	private final String url;

	private final String product;

	Platform(String url, String product) {
		this.url = url;
		this.product = product;
	}

	String script() {
		return "schema-" + name().toLowerCase(Locale.ROOT) + ".sql";
	}

	/**
	 * Creates a data source for a new database.
	 * @param folder the folder for the files of the database and for Derby's log
	 */
	DataSource dataSource(Path folder) {
		// Keep Derby from writing its log to the working directory, and HSQLDB from
		// reconfiguring logging.
		System.setProperty("derby.stream.error.file", folder.resolve("derby.log").toString());
		System.setProperty("hsqldb.reconfig_logging", "false");
		String database = "fencing-" + UUID.randomUUID();
		// Bypass DriverManager, which knows only the drivers of the class loader that
		// used it first.
		DataSource real = DataSourceBuilder.create()
			.type(SimpleDriverDataSource.class)
			.url(this.url.formatted((this == SQLITE) ? folder.resolve(database) : database))
			.build();
		return this.product.isEmpty() ? real : new DelegatingDataSource(real) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				DatabaseMetaData facts = replaced(DatabaseMetaData.class, connection.getMetaData(),
						"getDatabaseProductName", (arguments) -> Platform.this.product);
				return replaced(Connection.class,
						replaced(Connection.class, connection, "getMetaData", (arguments) -> facts), "createStatement",
						(arguments) -> withoutCollation(connection.createStatement()));
			}

		};
	}

	/**
	 * Returns a statement that removes the collations of columns from the SQL that it
	 * executes, since H2 does not support those of SQL Server.
	 */
	private static Statement withoutCollation(Statement statement) {
		return replaced(Statement.class, statement, "execute",
				(arguments) -> statement.execute(((String) arguments[0]).replace(" COLLATE Latin1_General_BIN2", "")));
	}

	interface Substitute {

		Object to(Object[] arguments) throws SQLException;

	}

	/**
	 * Returns a proxy that replaces the result of one method and delegates calls to all
	 * other methods.
	 */
	static <T> T replaced(Class<T> type, T real, String question, Substitute substitute) {
		return type.cast(Proxy.newProxyInstance(Platform.class.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> {
					if (method.getName().equals(question)) {
						return substitute.to(arguments);
					}
					try {
						return method.invoke(real, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				}));
	}

}
