package io.leader.autoconfigure.fencing.jdbc;

import java.util.IdentityHashMap;
import java.util.Locale;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.jdbc.EmbeddedDatabaseConnection;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.io.ResourceLoader;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.PlatformTransactionManager;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.autoconfigure.LeaderProperties.Fencing.InitializeSchema;
import io.leader.autoconfigure.LeaderProperties.Fencing.Jdbc;
import io.leader.fencing.jdbc.FencedDatabase;
import io.leader.fencing.jdbc.FencedResource;
import io.leader.fencing.jdbc.JdbcFencing;
import io.leader.fencing.jdbc.TableDefect;
import io.leader.fencing.jdbc.TokenTable;

/**
 * If fencing is enabled for an election, fences the transaction managers once all
 * singletons exist, that is, after database migrations have run and before any term
 * begins. Also checks the tables of tokens and, if configured, creates those that are
 * missing. If a database cannot be reached, its table is checked again before the first
 * term begins.
 * <p>
 * The transaction managers of child contexts are not fenced, since a term might already
 * have begun when a child context is refreshed. Unless the transaction managers to fence
 * are configured by name, a warning names those that are not fenced.
 */
final class JdbcFencingSetup implements SmartInitializingSingleton, ApplicationListener<ContextRefreshedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(JdbcFencingSetup.class);

	/**
	 * The length of the longest valid lock name. The column {@code election} contains
	 * names of locks.
	 */
	private static final int LONGEST_LOCK_NAME = 253;

	private final ConfiguredElections configured;

	private final JdbcFencing fencing;

	private final ListableBeanFactory beans;

	private final ResourceLoader resources;

	private volatile boolean warnsOfChildren;

	JdbcFencingSetup(ConfiguredElections configured, JdbcFencing fencing, ListableBeanFactory beans,
			ResourceLoader resources) {
		this.configured = configured;
		this.fencing = fencing;
		this.beans = beans;
		this.resources = resources;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Jdbc properties = this.configured.of(null).fencing().jdbc();
		boolean enabled = isFenced(this.configured.of(null))
				|| this.configured.names().stream().map(this.configured::of).anyMatch(JdbcFencingSetup::isFenced);
		if (enabled) {
			setUp(properties);
		}
	}

	/**
	 * Returns whether an election is fenced. An election that is disabled or controlled
	 * by a test is not fenced, since it has no lock and its tokens cannot be compared
	 * across replicas.
	 */
	private static boolean isFenced(LeaderProperties election) {
		return election.fencing().jdbc().enabled() && election.enabled() && election.test().role() == null;
	}

	private void setUp(Jdbc properties) {
		TokenTable table = table(properties);
		IdentityHashMap<DataSource, FencedDatabase> databases = new IdentityHashMap<>();
		new FencedManagers(this.beans).find(properties.transactionManagers()).forEach((name, managed) -> {
			FencedDatabase database = databases.computeIfAbsent(managed.resource().dataSource(),
					(dataSource) -> prepared(new FencedDatabase(dataSource, table), properties, name));
			this.fencing.fence(managed.manager(), managed.resource(), database);
		});
		databases.values().forEach(this.fencing::add);
		this.warnsOfChildren = properties.transactionManagers().isEmpty();
	}

	/**
	 * Logs a warning for each transaction manager that is defined in a child context and
	 * accesses a database, since its transactions are not fenced. Does nothing if no
	 * election is fenced, or if the transaction managers to fence are configured by name.
	 */
	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext context = event.getApplicationContext();
		if (this.warnsOfChildren && context.getAutowireCapableBeanFactory() != this.beans) {
			context.getBeansOfType(PlatformTransactionManager.class, false, true).forEach((name, manager) -> {
				if (FencedResource.of(manager).isPresent() || FencedResource.isUnknownDatabase(manager)) {
					logger
						.warn("The transactions of transaction manager '{}' are not fenced, since that transaction manager is defined in "
								+ "the child context '{}'. Define the DataSource "
								+ "and the transaction manager in the context of the elections, or set "
								+ "leader.fencing.jdbc.transaction-managers to the names of the transaction managers to fence.",
								name, context.getDisplayName());
				}
			});
		}
	}

	private TokenTable table(Jdbc properties) {
		try {
			return new TokenTable(properties.tableName(), this.configured::lockName);
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException(
					"leader.fencing.jdbc.table-name is '%s', which is not a valid table name."
						.formatted(properties.tableName()),
					"Set leader.fencing.jdbc.table-name to a name without quotes, such as %s."
						.formatted(TokenTable.DEFAULT_NAME));
		}
	}

	private FencedDatabase prepared(FencedDatabase database, Jdbc properties, String manager) {
		try {
			prepare(database, properties, manager);
		}
		catch (DataAccessException ex) {
			database.beforeFirstTerm(() -> prepareLater(database, properties, manager));
			logger.warn(
					"The table {} for the transactions of '{}' cannot be checked yet and will be checked again before this replica leads: {}",
					properties.tableName(), manager, ex.getMessage());
			logger.debug("The table {} cannot be checked", properties.tableName(), ex);
		}
		return database;
	}

	private void prepare(FencedDatabase database, Jdbc properties, String manager) {
		int longest = this.configured.names()
			.stream()
			.filter((name) -> isFenced(this.configured.of(name)))
			.mapToInt((name) -> this.configured.lockName(name).length())
			.max()
			.orElse(0);
		if (properties.initializeSchema() != InitializeSchema.NEVER && database.check(longest).isPresent()) {
			create(database.dataSource(), properties);
		}
		database.check(longest).ifPresent((defect) -> {
			throw refusal(defect, database.dataSource(), properties, manager);
		});
	}

	private void prepareLater(FencedDatabase database, Jdbc properties, String manager) {
		try {
			prepare(database, properties, manager);
		}
		catch (LeaderConfigurationException ex) {
			throw new IllegalStateException(ex.getMessage() + " " + ex.getAction(), ex);
		}
	}

	private void create(DataSource dataSource, Jdbc properties) {
		try {
			TokenTableScript script = new TokenTableScript(dataSource, properties);
			script.setResourceLoader(this.resources);
			script.initializeDatabase();
		}
		catch (IllegalStateException ex) {
			throw new LeaderConfigurationException(
					"leader.fencing.jdbc.initialize-schema is %s, but there is no script for this database (%s)."
						.formatted(text(properties.initializeSchema()), ex.getMessage()),
					"Create the table %s (election varchar(%d) primary key, token bigint), and set leader.fencing.jdbc.initialize-schema=never."
						.formatted(properties.tableName(), LONGEST_LOCK_NAME),
					ex);
		}
	}

	private static String text(InitializeSchema when) {
		return when.name().toLowerCase(Locale.ROOT);
	}

	private static String reason(InitializeSchema when, DataSource dataSource) {
		boolean other = when == InitializeSchema.EMBEDDED && !EmbeddedDatabaseConnection.isEmbedded(dataSource);
		return "it is " + text(when) + (other ? ", but this is not an in-memory database" : "");
	}

	private static LeaderConfigurationException refusal(TableDefect defect, DataSource dataSource, Jdbc properties,
			String manager) {
		String table = properties.tableName();
		String action = switch (defect.kind()) {
			case UNUSABLE ->
				"Set leader.fencing.jdbc.initialize-schema=always (%s), or create the table with Flyway or Liquibase from the script for your database in io/leader/fencing/jdbc/ of leader-autoconfigure. If it has a different name, set leader.fencing.jdbc.table-name."
					.formatted(reason(properties.initializeSchema(), dataSource));
			case TOKEN_TOO_SMALL -> "Make the column token of %s a BIGINT.".formatted(table);
			case ELECTION_TOO_SHORT ->
				"Make the column election of %s a VARCHAR(%d).".formatted(table, LONGEST_LOCK_NAME);
		};
		return new LeaderConfigurationException("leader.fencing.jdbc.enabled is true for the transactions of '%s'. %s"
			.formatted(manager, defect.description()), action);
	}

}
