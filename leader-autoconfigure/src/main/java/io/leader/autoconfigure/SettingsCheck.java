package io.leader.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.leader.autoconfigure.LeaderProperties.Mode;

/**
 * What does not go together wherever the lock is: a mistake that would keep a replica in
 * the cluster from starting shows on the developer's machine.
 */
final class SettingsCheck {

	private SettingsCheck() {
	}

	/**
	 * Checks the properties of one election.
	 * @param prefix where they are
	 * @param pod the name of this process's Pod, or {@code null} if it is in none
	 * @throws LeaderConfigurationException if they do not go together
	 */
	static void check(LeaderProperties properties, String prefix, @Nullable String pod) {
		String from = properties.migrateFrom();
		if (properties.lockType().equals(from)) {
			throw new LeaderConfigurationException(
					"%1$s.migrate-from and %1$s.lock-type are both '%2$s'.".formatted(prefix, from),
					"Set %1$s.lock-type to the new lock type, or remove %1$s.migrate-from.".formatted(prefix));
		}
		if (properties.mode() == Mode.FOR_LIFE) {
			checkForLife(properties, prefix);
			checkIdentity(properties, prefix, prefix + ".mode=for-life", pod);
		}
		else if (properties.ownerReference()) {
			checkIdentity(properties, prefix, prefix + ".owner-reference=true", pod);
		}
		if (LockTypes.SPRING_CLOUD.equals(from)) {
			checkIdentity(properties, prefix, prefix + ".migrate-from=" + from, pod);
		}
	}

	/**
	 * Checks that there is a label if followers are to carry another value of it. A value
	 * that holds for all elections is for those that have a label.
	 * @param configured the elections
	 * @param election the name of one
	 */
	static void checkLabel(ConfiguredElections configured, String election) {
		LeaderProperties properties = configured.of(election);
		String onFollowers = properties.podLabelOnFollowers();
		if (onFollowers == null || properties.podLabel() != null) {
			return;
		}
		boolean own = configured.ownPodLabelOnFollowers(election) != null;
		if (own || configured.names().stream().allMatch((name) -> configured.of(name).podLabel() == null)) {
			String prefix = own ? configured.prefix(election) : "leader";
			throw new LeaderConfigurationException(
					"%1$s.pod-label-on-followers is '%2$s', and %1$s.pod-label is not set: there is no label to carry it."
						.formatted(prefix, onFollowers),
					"Set %1$s.pod-label to key=value, for instance leader.io/<election>=true, or remove %1$s.pod-label-on-followers."
						.formatted(prefix));
		}
	}

	private static void checkForLife(LeaderProperties properties, String prefix) {
		if (properties.lockType().equals(LockTypes.ENDPOINTS)) {
			throw new LeaderConfigurationException(
					"%s.mode is for-life, which there is not with lock type endpoints.".formatted(prefix),
					"Set %s.lock-type to leases or configmaps.".formatted(prefix));
		}
		if (LockTypes.ENDPOINTS.equals(properties.migrateFrom())) {
			throw new LeaderConfigurationException(
					"%1$s.mode is for-life, which does not go together with %1$s.migrate-from=endpoints."
						.formatted(prefix),
					"Remove %1$s.mode until the migration is over, or remove %1$s.migrate-from.".formatted(prefix));
		}
	}

	private static void checkIdentity(LeaderProperties properties, String prefix, String setting,
			@Nullable String pod) {
		if (pod != null && properties.identity() != null && !properties.identity().equals(pod)) {
			throw new LeaderConfigurationException(
					"%s needs the Pod's name as identity, but %s.identity is '%s' and POD_NAME '%s'.".formatted(setting,
							prefix, properties.identity(), pod),
					"Remove %s.identity.".formatted(prefix));
		}
	}

}
