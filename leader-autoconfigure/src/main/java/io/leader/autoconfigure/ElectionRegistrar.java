package io.leader.autoconfigure;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.util.Assert;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.election.LeaderElectionRegistry;
import io.leader.election.ManualElection;
import io.leader.engine.ElectionEngine;

/**
 * Registers the configured elections and those that are added later, and adds the
 * application's listeners to all of them.
 */
final class ElectionRegistrar implements LeaderElectionRegistry, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ElectionRegistrar.class);

	private final ElectionEngine engine;

	private final ElectionFactory factory;

	private final ObjectProvider<LeaderElectionListener> listeners;

	private final ObjectProvider<LeaderElectionRegistrationListener> registrationListeners;

	private final ObjectProvider<LeaderElection> beans;

	/** The names of the elections that were created as beans. */
	private final Set<String> configured = ConcurrentHashMap.newKeySet();

	/**
	 * The elections whose listeners have not been added yet, in order of registration.
	 */
	private final Queue<Registration> created = new ArrayDeque<>();

	/** Whether all singletons exist, so that the listeners can be obtained. */
	private boolean complete;

	private boolean introducing;

	/**
	 * An election whose listeners have not been added yet.
	 *
	 * @param election the election
	 * @param own the listeners that were passed when the election was registered
	 */
	private record Registration(LeaderElection election, List<LeaderElectionListener> own) {
	}

	ElectionRegistrar(ElectionEngine engine, ElectionFactory factory, ObjectProvider<LeaderElectionListener> listeners,
			ObjectProvider<LeaderElectionRegistrationListener> registrationListeners,
			ObjectProvider<LeaderElection> beans) {
		this.beans = beans;
		this.registrationListeners = registrationListeners;
		this.engine = engine;
		this.factory = factory;
		this.listeners = listeners;
	}

	/**
	 * Creates a configured election. This is the factory method of its bean.
	 * @param name the name of the election; empty for the one without its own name
	 */
	LeaderElection configured(String name) {
		LeaderElection election = create(name.isEmpty() ? null : name, null, List.of());
		this.configured.add(election.name());
		return election;
	}

	/**
	 * Creates a configured election that a test controls. This is the factory method of
	 * its bean.
	 * @param name the name of the election; empty for the one without its own name
	 */
	ManualElection manual(String name) {
		return (ManualElection) configured(name);
	}

	/**
	 * Adds the listeners only after all other singletons have been created, since the
	 * listeners may require an election to be injected.
	 */
	@Override
	public synchronized void afterSingletonsInstantiated() {
		// Creates the elections that are lazy beans.
		this.beans.forEach((election) -> Assert.notNull(election, "an election"));
		this.complete = true;
		introduceCreated(new ArrayList<>());
	}

	@Override
	public synchronized LeaderElection register(String name, @Nullable String identity,
			List<LeaderElectionListener> own) {
		this.engine.holdAdded();
		try {
			return create(name, identity, own);
		}
		finally {
			this.engine.startAdded();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private synchronized LeaderElection create(@Nullable String name, @Nullable String identity,
			List<LeaderElectionListener> own) {
		LeaderElection election = this.factory.create(name, identity, this.engine);
		this.created.add(new Registration(election, List.copyOf(own)));
		if (this.complete && !this.introducing) {
			List<LeaderElection> introduced = new ArrayList<>();
			try {
				introduceCreated(introduced);
			}
			catch (RuntimeException | Error ex) {
				this.created.forEach((registration) -> introduced.add(registration.election()));
				this.created.clear();
				introduced.stream().filter(this::exists).map(LeaderElection::name).forEach(this::end);
				throw ex;
			}
		}
		return election;
	}

	/**
	 * Notifies the registration listeners of each election and adds the application's
	 * listeners to it, in the order of registration. An election that a listener
	 * registers in the meantime waits for its turn, since that listener might be a bean
	 * that is still being created.
	 * @param introduced the list that receives each election before its listeners are
	 * added
	 */
	private void introduceCreated(List<LeaderElection> introduced) {
		this.introducing = true;
		try {
			for (Registration next = this.created.poll(); next != null; next = this.created.poll()) {
				if (exists(next.election())) {
					introduced.add(next.election());
					introduce(next);
				}
			}
		}
		finally {
			this.introducing = false;
		}
	}

	private boolean exists(LeaderElection election) {
		return this.engine.find(election.name()).filter((known) -> known == election).isPresent();
	}

	private void introduce(Registration registration) {
		LeaderElection election = registration.election();
		// The starter's listeners come first, since none of them blocks, whereas the
		// application's listeners might block.
		this.registrationListeners.orderedStream().forEach((listener) -> listener.registered(election));
		this.listeners.orderedStream().forEach(election::addListener);
		registration.own().forEach(election::addListener);
	}

	@Override
	public CompletableFuture<Void> remove(String name) {
		if (this.configured.contains(name)) {
			throw new IllegalArgumentException(
					"Election '" + name + "' is configured by properties and cannot be removed.");
		}
		return end(name);
	}

	private CompletableFuture<Void> end(String name) {
		return this.engine.remove(name, () -> {
			this.factory.ended(name);
			this.registrationListeners.orderedStream().forEach((listener) -> {
				try {
					listener.removed(name);
				}
				catch (RuntimeException ex) {
					logger.error("Election '{}' was removed, but listener {} failed", name, listener, ex);
				}
			});
		});
	}

}
