package io.leader.autoconfigure.fencing.jdbc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.springframework.boot.jdbc.init.DataSourceScriptDatabaseInitializer;
import org.springframework.boot.jdbc.init.PlatformPlaceholderDatabaseDriverResolver;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

import io.leader.autoconfigure.LeaderProperties.Fencing.Jdbc;
import io.leader.fencing.jdbc.TokenTable;

/**
 * Creates the table of fencing tokens under the configured name with the script for the
 * database, unless {@code leader.fencing.jdbc.initialize-schema} excludes this database.
 */
final class TokenTableScript extends DataSourceScriptDatabaseInitializer {

	private static final String SCRIPTS = "classpath:io/leader/fencing/jdbc/schema-@@platform@@.sql";

	private final String tableName;

	TokenTableScript(DataSource dataSource, Jdbc properties) {
		super(dataSource, settings(dataSource, properties));
		this.tableName = properties.tableName();
	}

	private static DatabaseInitializationSettings settings(DataSource dataSource, Jdbc properties) {
		DatabaseInitializationSettings settings = new DatabaseInitializationSettings();
		settings.setMode(switch (properties.initializeSchema()) {
			case ALWAYS -> DatabaseInitializationMode.ALWAYS;
			case EMBEDDED -> DatabaseInitializationMode.EMBEDDED;
			case NEVER -> DatabaseInitializationMode.NEVER;
		});
		settings.setSchemaLocations(new PlatformPlaceholderDatabaseDriverResolver().resolveAll(dataSource, SCRIPTS));
		// Failed statements are ignored, since not every database supports "if not
		// exists", and another replica might create the table at the same time. The table
		// is checked afterward.
		settings.setContinueOnError(true);
		return settings;
	}

	@Override
	protected void runScripts(Scripts scripts) {
		List<Resource> named = new ArrayList<>();
		for (Resource script : scripts) {
			try {
				named.add(new ByteArrayResource(script.getContentAsString(StandardCharsets.UTF_8)
					.replace(TokenTable.DEFAULT_NAME, this.tableName)
					.getBytes(StandardCharsets.UTF_8)));
			}
			catch (IOException ex) {
				throw new IllegalStateException("The script " + script + " cannot be read.", ex);
			}
		}
		super.runScripts(new Scripts(named).continueOnError(scripts.isContinueOnError())
			.separator(scripts.getSeparator())
			.encoding(StandardCharsets.UTF_8));
	}

}
