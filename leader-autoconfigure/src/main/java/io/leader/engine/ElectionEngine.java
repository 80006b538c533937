package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.election.ManualElection;
import io.leader.lock.ElectionLock;

/**
 * Runs this process's candidates in any number of elections on one set of threads.
 * <p>
 * This process becomes a candidate in the added elections on {@link #start()}. Starting
 * and stopping may alternate any number of times. Neither blocks, except that manual
 * elections call their listeners. Thread-safe. The threads belong to the creator of the
 * runtime.
 */
public final class ElectionEngine implements LeaderElections {

	private final ElectionRuntime runtime;

	private final Map<String, ManagedElection> elections = Collections.synchronizedMap(new LinkedHashMap<>());

	private final List<ManagedElection> added = new ArrayList<>();

	/** The elections that must not start yet, since they are being registered. */
	private final List<ManagedElection> held = new ArrayList<>();

	/** How many registrations are in progress. */
	private int holds;

	private final Map<String, CompletableFuture<Void>> leaving = new HashMap<>();

	private final AtomicInteger changes = new AtomicInteger();

	private final Load load = new Load();

	private final StartThrottle throttle;

	private boolean started;

	/**
	 * Creates an engine without elections.
	 * @param runtime its time, threads, and randomness
	 */
	public ElectionEngine(ElectionRuntime runtime) {
		this.runtime = runtime;
		this.throttle = new StartThrottle(runtime);
	}

	/**
	 * Adds an election. This process does not become a candidate until the election is
	 * started, for example with {@link #startAdded()}.
	 * @param settings the settings of this candidate
	 * @param lock the lock that the candidates compete for
	 * @return the election
	 * @throws IllegalArgumentException if an election with that name already exists, or
	 * if a removed one has not ended yet
	 */
	public LeaderElection add(ElectionSettings settings, ElectionLock lock) {
		return add(new Election(settings, lock, this.runtime, this.load));
	}

	/**
	 * Adds an election on two locks, for migrating from one to the other: this process
	 * leads only while it holds both.
	 * @param settings the settings of this candidate
	 * @param from the lock to migrate from; some candidates may still compete only for
	 * this lock
	 * @param lock the lock to migrate to, which must expire; some candidates may already
	 * compete only for this lock
	 * @return the election
	 * @throws IllegalArgumentException if an election with that name already exists, or
	 * if a removed one has not ended yet
	 */
	public LeaderElection addMigrating(ElectionSettings settings, ElectionLock from, ElectionLock lock) {
		return add(new PairedElection(settings, from, lock, this.runtime, this.load));
	}

	/**
	 * Adds a disabled election, which this process leads from start to stop, without a
	 * lock. Its fencing tokens count the terms of this process and begin at 1.
	 * @param name the election's name
	 * @param identity this process's identity in the election
	 * @param shutdownTimeout how long a stop waits for listeners and guarded calls
	 * @return the election
	 * @throws IllegalArgumentException if an election with that name already exists, or
	 * if a removed one has not ended yet
	 */
	public LeaderElection addDisabled(String name, String identity, Duration shutdownTimeout) {
		return add(new LocklessElection(name, identity, true, false, shutdownTimeout, this.runtime,
				this.runtime.listeners()));
	}

	/**
	 * Adds an election whose outcome is decided manually, for tests.
	 * @param name the election's name
	 * @param identity this process's identity in the election
	 * @param leading whether this process initially leads
	 * @param shutdownTimeout how long a stop waits for guarded calls
	 * @return the election, which calls its listeners on the thread that grants or
	 * revokes leadership
	 * @throws IllegalArgumentException if an election with that name already exists, or
	 * if a removed one has not ended yet
	 */
	public ManualElection addManual(String name, String identity, boolean leading, Duration shutdownTimeout) {
		return add(new LocklessElection(name, identity, leading, true, shutdownTimeout, this.runtime, Runnable::run));
	}

	private synchronized <E extends ManagedElection> E add(E election) {
		if (this.elections.containsKey(election.name())) {
			throw new IllegalArgumentException("Election '" + election.name() + "' already exists.");
		}
		if (this.leaving.containsKey(election.name())) {
			throw new IllegalArgumentException(
					"Election '" + election.name() + "' cannot be added again before the removed one has ended.");
		}
		this.elections.put(election.name(), election);
		this.changes.incrementAndGet();
		((this.holds > 0) ? this.held : this.added).add(election);
		return election;
	}

	/**
	 * Ends this process's candidacy in one election permanently. If this process leads,
	 * leadership is first revoked, guarded calls are drained, and, if so configured, the
	 * lock is released.
	 * @param name the election's name
	 * @param ended the action to run before the name can be used again; may block
	 * @return a future that completes, on a thread that may block, when the candidacy has
	 * ended and the action has run; completes exceptionally if the action fails
	 * @throws IllegalArgumentException if there is no such election
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	public synchronized CompletableFuture<Void> remove(String name, Runnable ended) {
		ManagedElection election = this.elections.remove(name);
		if (election == null) {
			throw new IllegalArgumentException("There is no election '" + name + "' to remove.");
		}
		this.changes.incrementAndGet();
		this.added.remove(election);
		this.held.remove(election);
		this.throttle.withdraw(election);
		CompletableFuture<Void> left = new CompletableFuture<>();
		this.leaving.put(name, left.handle((nothing, failure) -> null));
		election.stop().whenComplete((nothing, failure) -> this.runtime.elsewhere(this.runtime.listeners(), () -> {
			try {
				ended.run();
				leave(name);
				left.complete(null);
			}
			catch (Throwable ex) {
				leave(name);
				left.completeExceptionally(ex);
			}
		}));
		return left;
	}

	private synchronized void leave(String name) {
		this.leaving.remove(name);
	}

	/**
	 * Adds a sign of leadership to an election. The election hides the sign before it
	 * ends this process's authority.
	 * @param name the election's name
	 * @param sign the sign
	 * @throws IllegalArgumentException if there is no such election
	 */
	public void addSign(String name, LeadershipSign sign) {
		managed(name).addSign(sign);
	}

	private ManagedElection managed(String name) {
		ManagedElection election = this.elections.get(name);
		if (election == null) {
			throw new IllegalArgumentException("There is no election '" + name + "'.");
		}
		return election;
	}

	/**
	 * Makes this process a candidate in one election ahead of {@link #start()}, which
	 * starts all elections.
	 * @param name the election's name
	 * @throws IllegalArgumentException if there is no such election
	 */
	public void start(String name) {
		managed(name).start();
	}

	/**
	 * Makes this process a candidate in all its elections, except for those that are
	 * being registered. If there are many, some start a moment later.
	 */
	public synchronized void start() {
		this.started = true;
		this.added.clear();
		List<ManagedElection> elections = all();
		elections.removeAll(this.held);
		start(elections);
	}

	/**
	 * Starts elections: those without a lock immediately, and the others through the
	 * throttle.
	 */
	private void start(Collection<ManagedElection> elections) {
		List<ManagedElection> withLock = new ArrayList<>();
		for (ManagedElection election : List.copyOf(elections)) {
			if (election instanceof LocklessElection lockless) {
				lockless.start();
			}
			else {
				withLock.add(election);
			}
		}
		this.throttle.start(withLock);
	}

	/**
	 * Begins a registration. Elections that are added from now on do not start before
	 * {@link #startAdded()}, even if {@link #start()} is called in the meantime.
	 */
	public synchronized void holdAdded() {
		this.holds++;
	}

	/**
	 * Ends a registration, if one is in progress. If no other one is in progress, makes
	 * this process a candidate in the elections that were added since the last start.
	 * They do not start before {@link #start()} or after {@link #stop()}.
	 */
	public synchronized void startAdded() {
		this.holds = Math.max(0, this.holds - 1);
		if (this.holds > 0) {
			return;
		}
		this.added.addAll(this.held);
		this.held.clear();
		if (this.started) {
			start(this.added);
			this.added.clear();
		}
	}

	/**
	 * Ends this process's candidacy in all its elections. In those that it leads,
	 * leadership is first revoked, guarded calls are drained, and, if so configured, the
	 * lock is released.
	 * @return a future that completes when this is done; an election takes no longer than
	 * its shutdown timeout
	 */
	public synchronized CompletableFuture<Void> stop() {
		this.started = false;
		this.throttle.withdrawAll();
		List<CompletableFuture<Void>> ending = new ArrayList<>(this.leaving.values());
		all().forEach((election) -> ending.add(election.stop()));
		return CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
	}

	/**
	 * Returns how many times an election has been added or removed. While this number
	 * does not change, {@link #find} returns the same election for a name.
	 * @return the number of changes so far
	 */
	public int changes() {
		return this.changes.get();
	}

	@Override
	public Optional<LeaderElection> find(String name) {
		return Optional.ofNullable(this.elections.get(name));
	}

	@Override
	public Iterator<LeaderElection> iterator() {
		return new ArrayList<LeaderElection>(all()).iterator();
	}

	private List<ManagedElection> all() {
		synchronized (this.elections) {
			return new ArrayList<>(this.elections.values());
		}
	}

}
