package io.leader.election;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs this process's part in any number of elections on one set of threads.
 * <p>
 * Elections are added first and become candidates with {@link #start()}. Starting and
 * stopping may alternate any number of times and neither blocks. Safe for use by several
 * threads. The threads belong to whoever made the runtime.
 */
public final class ElectionEngine implements LeaderElections {

	private final ElectionRuntime runtime;

	private final Map<String, ManagedElection> elections = Collections.synchronizedMap(new LinkedHashMap<>());

	/**
	 * Creates an engine without elections.
	 * @param runtime its time, threads and chance
	 */
	public ElectionEngine(ElectionRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Adds an election. It is not a candidate before the next {@link #start()}.
	 * @param settings what this candidate brings
	 * @param lock what the candidates compete for
	 * @return the election
	 * @throws IllegalArgumentException if there is an election of that name already
	 */
	public LeaderElection add(ElectionSettings settings, ElectionLock lock) {
		return add(new Election(settings, lock, this.runtime));
	}

	/**
	 * Adds an election that is switched off: this process leads it from start to stop,
	 * without a lock. Its fencing tokens count the starts of this process only.
	 * @param name the election's name
	 * @param identity this process's name in it
	 * @return the election
	 * @throws IllegalArgumentException if there is an election of that name already
	 */
	public LeaderElection addSwitchedOff(String name, String identity) {
		return add(new FixedElection(name, identity, this.runtime));
	}

	private LeaderElection add(ManagedElection election) {
		if (this.elections.putIfAbsent(election.name(), election) != null) {
			throw new IllegalArgumentException("There already is an election '" + election.name() + "'.");
		}
		return election;
	}

	/**
	 * Makes this process a candidate in all its elections.
	 */
	public void start() {
		all().forEach(ManagedElection::start);
	}

	/**
	 * Ends this process's candidacy in all its elections: revokes, drains and releases
	 * what it leads.
	 * @return completes when all that is done, at the latest when the longest shutdown
	 * timeout is over
	 */
	public CompletableFuture<Void> stop() {
		return CompletableFuture.allOf(all().stream().map(ManagedElection::stop).toArray(CompletableFuture[]::new));
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
