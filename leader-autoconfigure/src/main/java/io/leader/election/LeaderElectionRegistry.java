package io.leader.election;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Joins and leaves further elections while the application runs. Thread-safe; no method
 * waits for an election.
 *
 * @since 0.1.0
 */
public interface LeaderElectionRegistry {

	/**
	 * Becomes a candidate in an election as soon as the application is ready, with the
	 * settings that all elections share ({@code leader.*}), unless a customizer changes
	 * them. An election that is configured under {@code leader.elections.<name>} already
	 * exists and cannot be registered again. The application's
	 * {@link LeaderElectionListener} beans are notified by this election, too.
	 * @param name the election's name
	 * @param identity this process's identity in the election; {@code null} for the
	 * default identity. Must not be blank. With a setting that ties the lock to this
	 * process's Pod ({@code lock.for-life}, {@code lock.owner-reference},
	 * {@code lock.migrate-from=spring-cloud}), only the Pod's name is accepted
	 * @param listeners the listeners to notify from the beginning
	 * @return the election
	 * @throws IllegalArgumentException if this process already takes part in an election
	 * with that name, or if a removed election with that name has not ended yet
	 * @throws RuntimeException if the settings are invalid, in which case the message
	 * names the property, or if a registration listener fails
	 */
	LeaderElection register(String name, @Nullable String identity, List<LeaderElectionListener> listeners);

	/**
	 * Becomes a candidate with the default identity.
	 * @param name the election's name
	 * @param listeners the listeners to notify from the beginning
	 * @return the election
	 * @see #register(String, String, List)
	 */
	default LeaderElection register(String name, LeaderElectionListener... listeners) {
		return register(name, null, List.of(listeners));
	}

	/**
	 * Leaves an election that was registered through this registry. If this process
	 * leads, leadership is first revoked, guarded calls are drained, and, if so
	 * configured, the lock is released. The {@link LeaderElection} can no longer be used.
	 * An election that is registered later with the same name is a different one.
	 * @param name the election's name
	 * @return a future that completes when the election has ended
	 * @throws IllegalArgumentException if there is no such election, or if it was
	 * configured rather than registered
	 */
	CompletableFuture<Void> remove(String name);

}
