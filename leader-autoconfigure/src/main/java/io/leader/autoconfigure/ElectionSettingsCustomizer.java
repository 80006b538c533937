package io.leader.autoconfigure;

/**
 * Customizes the settings of elections in code, for values that are not known when the
 * properties are written. Each customizer bean is called once for each election, in the
 * order of the beans, before the election is created. Customizers apply to elections that
 * are configured by properties, with or without their own name, and to elections that are
 * registered with {@link io.leader.election.LeaderElectionRegistry
 * LeaderElectionRegistry}.
 * <p>
 * Only the settings of {@link CustomizableSettings} can be customized. Of the other
 * settings, some are read before beans exist, such as the names of elections and
 * {@code leader.test.role}, some determine which lock is used, such as
 * {@code leader.lock-type}, {@code leader.lock-name}, {@code leader.lock.for-life}, and
 * {@code leader.lock.migrate-from}, and some determine when the application starts
 * ({@code leader.startup}).
 * <p>
 * A customizer must not depend on a {@link io.leader.election.LeaderElection
 * LeaderElection} bean, which cannot be created before its settings are known.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ElectionSettingsCustomizer {

	/**
	 * Customizes the settings of an election. If this method throws an exception, the
	 * application does not start or, for an election that is registered later, the
	 * registration fails.
	 * @param election the name of the election, as in logs, events, and the endpoint
	 * @param settings the settings, with the values of the properties and of customizers
	 * that were called earlier; these settings can be changed only during the call
	 */
	void customize(String election, CustomizableSettings settings);

}
