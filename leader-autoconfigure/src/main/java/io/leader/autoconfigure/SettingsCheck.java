package io.leader.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.leader.lock.ElectionLock;

/**
 * Rejects combinations of settings that would prevent a replica in the cluster from
 * starting. Most are rejected on every platform, so that the mistake is detected on the
 * developer's machine.
 */
final class SettingsCheck {

	private SettingsCheck() {
	}

	/**
	 * Checks the settings of one election.
	 * @param settings the settings
	 * @param registered the identity with which the election is registered at runtime, or
	 * {@code null} if the configured one applies
	 * @param pod the name of this process's Pod, or {@code null} if it is unknown, in
	 * which case the identity is not compared with it
	 * @throws LeaderConfigurationException if the settings contradict each other
	 */
	static void check(EffectiveSettings settings, @Nullable String registered, @Nullable String pod) {
		LeaderProperties properties = settings.properties();
		String prefix = settings.origin().prefix();
		String from = properties.lock().migrateFrom();
		if (properties.lockType().equals(from)) {
			throw new LeaderConfigurationException(
					"%1$s.lock.migrate-from and %1$s.lock-type are both '%2$s'.".formatted(prefix, from),
					"Set %1$s.lock-type to the new lock type, or remove %1$s.lock.migrate-from.".formatted(prefix));
		}
		if (properties.lock().forLife()) {
			checkForLife(properties, prefix);
			checkIdentity(settings, registered, prefix + ".lock.for-life=true", pod);
		}
		else if (properties.lock().ownerReference()) {
			checkIdentity(settings, registered, prefix + ".lock.owner-reference=true", pod);
		}
		if (LockTypes.SPRING_CLOUD.equals(from)) {
			checkIdentity(settings, registered, prefix + ".lock.migrate-from=" + from, pod);
		}
	}

	private static void checkForLife(LeaderProperties properties, String prefix) {
		if (properties.lockType().equals(LockTypes.ENDPOINTS)) {
			throw new LeaderConfigurationException(
					"%s.lock.for-life is true, but an Endpoints object cannot be held for life.".formatted(prefix),
					"Set %s.lock-type to leases or configmaps.".formatted(prefix));
		}
		if (LockTypes.ENDPOINTS.equals(properties.lock().migrateFrom())) {
			throw new LeaderConfigurationException(
					"%1$s.lock.for-life is true, which cannot be combined with %1$s.lock.migrate-from=endpoints."
						.formatted(prefix),
					"Remove %1$s.lock.for-life until the migration is complete, or remove %1$s.lock.migrate-from."
						.formatted(prefix));
		}
		if (properties.lockType().equals(LockTypes.CONFIG_MAPS) && properties.lock().migrateFrom() != null) {
			throw cannotMigrate("%s.lock.for-life is true and ".formatted(prefix), properties, prefix,
					"remove %s.lock.for-life".formatted(prefix));
		}
	}

	/**
	 * Checks that an election can migrate to a lock while replicas are running, which is
	 * impossible if the lock does not expire: a candidate that loses the old lock might
	 * be unable to release the new one, and the next holder of the old lock could not
	 * acquire the new one as long as that candidate's Pod exists.
	 * @param lock the lock to migrate to
	 * @throws LeaderConfigurationException if the lock does not expire
	 */
	static void checkMigration(ElectionLock lock, LeaderProperties properties, String prefix) {
		if (lock.isHeldForLife()) {
			throw cannotMigrate("", properties, prefix, "choose another lock type");
		}
	}

	private static LeaderConfigurationException cannotMigrate(String cause, LeaderProperties properties, String prefix,
			String alternative) {
		return new LeaderConfigurationException(
				"%1$s%2$s.lock-type is '%3$s', whose locks do not expire, so %2$s.lock.migrate-from must not be set."
					.formatted(cause, prefix, properties.lockType()),
				"Remove %s.lock.migrate-from, and stop all replicas before you deploy. To migrate while replicas are running, %s."
					.formatted(prefix, alternative));
	}

	private static void checkIdentity(EffectiveSettings settings, @Nullable String registered, String setting,
			@Nullable String pod) {
		String identity = (registered != null) ? registered : settings.properties().identity();
		if (pod == null || identity == null || identity.equals(pod)) {
			return;
		}
		if (registered != null) {
			throw new LeaderConfigurationException(
					"%s needs the Pod's name as the identity, but election '%s' is registered with the identity '%s' and POD_NAME is '%s'."
						.formatted(setting, settings.origin().election(), identity, pod),
					"Register the election without an identity. If it is registered for a Spring Integration Candidate, "
							+ "give the Candidate the Pod's name as its ID.");
		}
		String key = settings.origin().prefix() + ".identity";
		throw settings.origin()
			.failure(
					"%s needs the Pod's name as the identity, but %s is '%s' and POD_NAME is '%s'.".formatted(setting,
							key, identity, pod),
					settings.origin().isCustomized("identity") ? "Do not set the identity."
							: "Remove %s.".formatted(key),
					"identity");
	}

}
