package io.leader.autoconfigure.fencing.jdbc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionManager;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.fencing.jdbc.FencedResource;

/**
 * Finds the transaction managers whose transactions are fenced: those that are configured
 * by name or, if none are configured, all that use a {@code DataSource}. A configured
 * transaction manager that cannot be fenced is rejected. If none are configured, a
 * reactive transaction manager is rejected, whereas any other one that cannot be fenced
 * is only reported in the log.
 */
final class FencedManagers {

	private static final Logger logger = LoggerFactory.getLogger(FencedManagers.class);

	private static final String KEY = "leader.fencing.jdbc.transaction-managers";

	/**
	 * A transaction manager and the resource that it manages.
	 *
	 * @param manager the transaction manager
	 * @param resource the resource
	 */
	record Managed(ConfigurableTransactionManager manager, FencedResource resource) {
	}

	private final Map<String, TransactionManager> known;

	FencedManagers(ListableBeanFactory beans) {
		this.known = BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, TransactionManager.class, false, true);
	}

	/**
	 * Finds the transaction managers.
	 * @param wanted the names of their beans; if empty, all are considered
	 * @return the transaction managers with their resources, by bean name
	 * @throws LeaderConfigurationException if there is no transaction manager to fence,
	 * or if one is rejected
	 */
	Map<String, Managed> find(List<String> wanted) {
		Map<String, Managed> found = new LinkedHashMap<>();
		if (wanted.isEmpty()) {
			this.known.forEach((name, manager) -> addIfFenced(found, name, manager));
		}
		wanted.forEach((name) -> found.put(name, named(name)));
		if (found.isEmpty()) {
			throw new LeaderConfigurationException(
					"leader.fencing.jdbc.enabled is true, but no transaction manager uses a DataSource.",
					"Add a DataSource (spring.datasource.url, with spring-boot-starter-jdbc) or a transaction manager that"
							+ " uses one, or remove leader.fencing.jdbc.enabled.");
		}
		return found;
	}

	private static void addIfFenced(Map<String, Managed> found, String name, TransactionManager manager) {
		if (manager instanceof ReactiveTransactionManager) {
			throw new LeaderConfigurationException(
					"leader.fencing.jdbc.enabled is true, but the transactions of '%s' are reactive and cannot be fenced."
						.formatted(name),
					"Set %s to the names of the transaction managers to fence.".formatted(KEY));
		}
		if (manager instanceof PlatformTransactionManager platform
				&& manager instanceof ConfigurableTransactionManager configurable) {
			FencedResource.of(platform)
				.ifPresentOrElse((resource) -> found.put(name, new Managed(configurable, resource)),
						() -> logNotFenced(name, platform));
		}
		else {
			logger.warn("The transactions of '{}' are not fenced: {} does not support listeners.", name,
					manager.getClass().getName());
		}
	}

	private static void logNotFenced(String name, PlatformTransactionManager manager) {
		if (FencedResource.isUnknownDatabase(manager)) {
			logger.warn("The transactions of '{}' are not fenced: its DataSource is unknown.", name);
		}
		else {
			logger.info("The transactions of '{}' are not fenced: it does not use a DataSource.", name);
		}
	}

	private Managed named(String name) {
		TransactionManager manager = this.known.get(name);
		if (manager == null) {
			throw new LeaderConfigurationException(
					"%s contains '%s', but there is no transaction manager with that name.".formatted(KEY, name),
					"Set %s to names of available transaction managers: %s.".formatted(KEY, this.known.isEmpty()
							? "none" : new TreeSet<>(this.known.keySet()).stream().collect(Collectors.joining(", "))));
		}
		if (manager instanceof PlatformTransactionManager platform
				&& manager instanceof ConfigurableTransactionManager configurable) {
			return FencedResource.of(platform)
				.map((resource) -> new Managed(configurable, resource))
				.orElseThrow(() -> unfenceable(name, FencedResource.isUnknownDatabase(platform)
						? "whose DataSource is unknown" : "which does not use a DataSource"));
		}
		throw unfenceable(name, (manager instanceof ReactiveTransactionManager) ? "which is reactive"
				: "which does not support listeners");
	}

	private static LeaderConfigurationException unfenceable(String name, String why) {
		return new LeaderConfigurationException(
				"%s contains '%s', %s: its transactions cannot be fenced.".formatted(KEY, name, why),
				"Remove '%s' from %s.".formatted(name, KEY));
	}

}
