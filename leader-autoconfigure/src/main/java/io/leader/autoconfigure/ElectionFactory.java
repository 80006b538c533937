package io.leader.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;

import io.leader.autoconfigure.LeaderProperties.TestRole;
import io.leader.election.LeaderElection;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionSettingsBuilder;
import io.leader.engine.TermPreparations;
import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockDecorator;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockCoordinates;

/**
 * Creates the elections of an engine from properties, and closes their locks.
 */
final class ElectionFactory implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ElectionFactory.class);

	private final ConfiguredElections configured;

	private final LockTypes lockTypes;

	private final List<ElectionLockDecorator> decorators;

	private final Supplier<@Nullable TermPreparations> preparations;

	private final ElectionNames names;

	private final LockPlatform platform;

	private final ShutdownTimeoutCheck shutdownTimeouts;

	private final Map<LockCoordinates, String> used = new HashMap<>();

	/** The names of the fenced elections, by the key of their row in the token table. */
	private final Map<String, String> rows = new HashMap<>();

	private final Map<String, List<ElectionLock>> opened = new HashMap<>();

	ElectionFactory(ConfiguredElections configured, Environment environment, LockPlatform platform, LockTypes lockTypes,
			List<ElectionLockDecorator> decorators, Supplier<@Nullable TermPreparations> preparations,
			ShutdownTimeoutCheck shutdownTimeouts) {
		this.preparations = preparations;
		this.configured = configured;
		this.lockTypes = lockTypes;
		this.decorators = decorators;
		this.platform = platform;
		this.shutdownTimeouts = shutdownTimeouts;
		this.names = new ElectionNames(environment, platform.isInCluster());
	}

	/**
	 * Creates an election.
	 * @param election the name of the election, or {@code null} for the one without its
	 * own name
	 * @param wantedIdentity this candidate's identity, or {@code null} for the configured
	 * or default one
	 * @param engine the engine that runs the election
	 */
	synchronized LeaderElection create(@Nullable String election, @Nullable String wantedIdentity,
			ElectionEngine engine) {
		boolean added = election != null && this.configured.add(election);
		try {
			return assemble(election, wantedIdentity, engine);
		}
		catch (RuntimeException | Error ex) {
			if (election != null && added) {
				this.configured.remove(election);
			}
			throw ex;
		}
	}

	private LeaderElection assemble(@Nullable String election, @Nullable String wantedIdentity, ElectionEngine engine) {
		EffectiveSettings effective = this.configured.settings(election);
		LeaderProperties properties = effective.properties();
		String prefix = this.configured.prefix(election);
		boolean local = this.platform.isLocal(properties);
		// The identity is determined again each time this candidate starts, since this
		// process may have been restored from a checkpoint in another Pod.
		Supplier<String> identity = () -> this.names.identity(effective, wantedIdentity);
		if (properties.test().role() != null || !properties.enabled()) {
			return withoutLock(election, identity.get(), prefix, properties, engine);
		}
		// Outside a cluster, wait-for-leadership might be ignored, in which case there is
		// no lock. Check the settings anyway. Otherwise, invalid settings would be
		// noticed only when they prevent a replica in a cluster from starting.
		check(effective, wantedIdentity, prefix, local);
		Spans spans = Spans.of(effective);
		String checked = identity.get();
		if (ignoresWait(properties)) {
			return withoutLock(election, checked, prefix, properties, engine);
		}
		String lockName = (election == null) ? this.names.lockName(properties)
				: this.configured.lockNameOfNamed(election);
		String name = (election != null) ? election : lockName;
		ElectionSettingsBuilder settings = ElectionSettings.named(name)
			.identity(identity)
			.mark(() -> InstanceMark.ofThisStart(this.names.pod().uid()))
			.timings(spans.timings())
			.releaseOnStop(properties.shutdown().releaseLock())
			.shutdownTimeout(spans.shutdownTimeout())
			.spread(spans.spread())
			.forLife(properties.lock().forLife() && !local);
		if (properties.fencing().jdbc().enabled()) {
			settings.preparation(preparations(prefix).of(name));
		}
		ElectionLock lock = this.lockTypes.create(name, properties.lockType(), prefix, local,
				properties.lock().ownerReference(), lockName, this.names.namespace(properties, prefix));
		ElectionLock old = (properties.lock().migrateFrom() != null && !local)
				? oldLock(name, properties, prefix, lockName) : null;
		checkUnused(lock, name);
		if (old != null) {
			SettingsCheck.checkMigration(lock, properties, prefix);
			checkUnused(old, name);
		}
		if (properties.fencing().jdbc().enabled()) {
			checkRow(lockName, name);
		}
		ElectionLock outermost = decorated(name, lock);
		LeaderElection created = (old != null) ? engine.addMigrating(settings.build(), old, outermost)
				: engine.add(settings.build(), outermost);
		this.used.put(lock.coordinates(), name);
		if (properties.fencing().jdbc().enabled()) {
			this.rows.put(lockName, name);
		}
		if (old != null) {
			this.used.put(old.coordinates(), name);
		}
		this.opened.put(name, (old != null) ? List.of(outermost, old) : List.of(outermost));
		this.shutdownTimeouts.check(name, prefix, spans, !lock.isHeldForLife());
		if (local) {
			logger.info(
					"Election '{}' takes place among the processes of this user on this machine ({}). To use a cluster, set "
							+ "leader.platform=kubernetes.",
					name, lock);
		}
		return created;
	}

	private TermPreparations preparations(String prefix) {
		TermPreparations known = this.preparations.get();
		if (known == null) {
			throw new LeaderConfigurationException(
					"%s.fencing.jdbc.enabled is true, but spring-jdbc is not on the classpath.".formatted(prefix),
					"Add spring-boot-starter-jdbc, or remove %s.fencing.jdbc.enabled.".formatted(prefix));
		}
		return known;
	}

	/**
	 * Checks that the settings are valid, that the lock types exist, and that a migration
	 * can find the cluster.
	 */
	private void check(EffectiveSettings settings, @Nullable String wantedIdentity, String prefix, boolean local) {
		LeaderProperties properties = settings.properties();
		SettingsCheck.check(settings, wantedIdentity, this.names.pod().name());
		if (properties.lock().migrateFrom() != null) {
			this.lockTypes.checkOld(properties.lock().migrateFrom(), prefix, local);
			this.platform.checkMigration(properties, prefix);
		}
		this.lockTypes.check(properties.lockType(), prefix, local);
	}

	/**
	 * Returns whether {@code leader.startup.wait-for-leadership} is set but ignored.
	 * Outside a cluster, the property applies only if {@code leader.platform} is not
	 * {@code auto}, the application provides a connection to a cluster, or the election
	 * uses a custom lock type.
	 */
	private boolean ignoresWait(LeaderProperties properties) {
		return properties.startup().waitForLeadership() && this.platform.isLocalByDefault(properties);
	}

	private LeaderElection withoutLock(@Nullable String election, String identity, String prefix,
			LeaderProperties properties, ElectionEngine engine) {
		String name = this.names.electionName(election, properties);
		Duration timeout = properties.shutdown().timeout();
		TestRole testRole = properties.test().role();
		if (testRole != null) {
			logger.info("Election '{}' is controlled manually ({}.test.role={}).", name, prefix, testRole);
			return engine.addManual(name, identity, testRole == TestRole.LEADER, timeout);
		}
		if (properties.enabled()) {
			logger
				.warn("Election '{}' ignores {}.startup.wait-for-leadership=true outside a cluster: this process leads, as does "
						+ "every other process. To elect a leader among the processes on this machine, set leader.platform=local. "
						+ "To use the cluster of a kubeconfig, set leader.platform=kubernetes.", name, prefix);
			return engine.addDisabled(name, identity, timeout);
		}
		logger.info("Election '{}' is disabled ({}.enabled=false): this process leads, as does every other process.",
				name, prefix);
		return engine.addDisabled(name, identity, timeout);
	}

	private ElectionLock oldLock(String name, LeaderProperties properties, String prefix, String lockName) {
		String from = String.valueOf(properties.lock().migrateFrom());
		ElectionLock lock = this.lockTypes.createOld(name, from, lockName, this.names.namespace(properties, prefix));
		logger.info("Election '{}' also uses {} until {}.lock.migrate-from is removed.", name, lock, prefix);
		return lock;
	}

	private ElectionLock decorated(String name, ElectionLock lock) {
		ElectionLock decorated = lock;
		for (ElectionLockDecorator decorator : this.decorators) {
			ElectionLock next = decorator.decorate(name, decorated);
			if (!traits(next).equals(traits(lock))) {
				throw new LeaderConfigurationException(
						"%s changes the traits of the lock of election '%s': %s has %s, but the lock that the decorator returned has %s."
							.formatted(decorator.getClass().getName(), name, lock, traits(lock), traits(next)),
						"Return a lock that extends DelegatingElectionLock, which preserves the traits of the lock.");
			}
			decorated = next;
		}
		return decorated;
	}

	private static Map<String, Object> traits(ElectionLock lock) {
		return new TreeMap<>(Map.of("coordinates", lock.coordinates(), "isHeldForLife", lock.isHeldForLife(),
				"timeResolution", lock.timeResolution(), "verifiesHolder", lock.verifiesHolder()));
	}

	private void checkUnused(ElectionLock lock, String name) {
		String other = this.used.get(lock.coordinates());
		if (other != null && !other.equals(name)) {
			throw new LeaderConfigurationException(
					"The elections '%s' and '%s' have the same lock, %s.".formatted(other, name, lock.coordinates()),
					lock.coordinates().type().equals(LockTypes.SPRING_CLOUD)
							? "spring-cloud-kubernetes-fabric8-leader has a single role. Set leader.elections.<name>.lock.migrate-from for only one of them."
							: "Set a different leader.elections.<name>.lock-name for one of them.");
		}
	}

	/**
	 * Checks that no other election has the same row in the table of fencing tokens. If
	 * two elections shared a row, the transactions of the one with the smaller token
	 * would be rolled back.
	 */
	private void checkRow(String key, String name) {
		String other = this.rows.get(key);
		if (other != null && !other.equals(name)) {
			throw new LeaderConfigurationException(
					"The elections '%s' and '%s' have the same row '%s' in the table %s, since their locks have the same name."
						.formatted(other, name, key, this.configured.of(null).fencing().jdbc().tableName()),
					"Set a different leader.elections.<name>.lock-name for one of them, or set leader.elections.<name>.fencing.jdbc.enabled=false for one of them.");
		}
	}

	/**
	 * Removes what is known about an election that has ended, and closes its locks.
	 */
	synchronized void ended(String name) {
		this.configured.remove(name);
		this.used.values().removeAll(Set.of(name));
		this.rows.values().removeAll(Set.of(name));
		close(name, this.opened.remove(name));
	}

	/**
	 * Closes the locks that are still open.
	 */
	@Override
	public synchronized void close() {
		this.opened.forEach(ElectionFactory::close);
		this.opened.clear();
	}

	private static void close(String name, @Nullable List<ElectionLock> locks) {
		for (ElectionLock lock : (locks != null) ? locks : List.<ElectionLock>of()) {
			try {
				if (lock instanceof AutoCloseable closeable) {
					closeable.close();
				}
			}
			catch (Exception ex) {
				logger.warn("The lock of election '{}' could not be closed", name, ex);
			}
		}
	}

}
