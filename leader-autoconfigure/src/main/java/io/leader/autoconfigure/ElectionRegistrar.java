package io.leader.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.leader.election.ElectionEngine;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.election.LeaderElectionRegistry;

/**
 * Registers the elections that are configured and those that come later, and lets the
 * application's listeners hear of all of them.
 */
final class ElectionRegistrar implements LeaderElectionRegistry, SmartInitializingSingleton {

	private final ElectionEngine engine;

	private final ElectionFactory factory;

	private final ObjectProvider<LeaderElectionListener> listeners;

	private final ObjectProvider<LeaderElectionRegistrationListener> registrationListeners;

	private boolean complete;

	ElectionRegistrar(ElectionEngine engine, ElectionFactory factory, ObjectProvider<LeaderElectionListener> listeners,
			ObjectProvider<LeaderElectionRegistrationListener> registrationListeners) {
		this.registrationListeners = registrationListeners;
		this.engine = engine;
		this.factory = factory;
		this.listeners = listeners;
	}

	/**
	 * Registers an election that is a bean.
	 * @param name its name, or {@code null} for the one without a name of its own
	 */
	synchronized LeaderElection register(@Nullable String name) {
		return create(name, null);
	}

	private LeaderElection create(@Nullable String name, @Nullable String identity) {
		LeaderElection election = this.factory.create(name, identity, this.engine);
		if (this.complete) {
			introduce(election);
		}
		return election;
	}

	/**
	 * Registers the listeners late, since they may want an election injected.
	 */
	@Override
	public synchronized void afterSingletonsInstantiated() {
		this.engine.forEach(this::introduce);
		this.complete = true;
	}

	@Override
	public synchronized LeaderElection register(String name, @Nullable String identity,
			List<LeaderElectionListener> own) {
		LeaderElection election = create(name, identity);
		own.forEach(election::addListener);
		this.engine.startAdded();
		return election;
	}

	private void introduce(LeaderElection election) {
		this.listeners.orderedStream().forEach(election::addListener);
		this.registrationListeners.orderedStream().forEach((listener) -> listener.registered(election));
	}

	@Override
	public CompletableFuture<Void> remove(String name) {
		return this.engine.remove(name).whenComplete((nothing, failure) -> {
			this.factory.ended(name);
			this.registrationListeners.forEach((listener) -> listener.removed(name));
		});
	}

}
