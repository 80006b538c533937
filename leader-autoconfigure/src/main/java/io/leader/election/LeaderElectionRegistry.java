package io.leader.election;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Takes part in further elections, and leaves them, while the application runs. Safe for
 * use by several threads; no method blocks.
 */
public interface LeaderElectionRegistry {

	/**
	 * Becomes a candidate in an election as soon as the application is ready, with the
	 * settings of {@code leader.elections.<name>}, else of {@code leader}. The
	 * application's own listeners are told of it too.
	 * @param name the election's name
	 * @param identity this process's name in its record; {@code null} for the usual one
	 * @param listeners told of what happens from the beginning on
	 * @return the election
	 * @throws IllegalArgumentException if this process has a part in an election of that
	 * name already, or its last one has not ended
	 * @throws RuntimeException if the settings make no sense; the message names the
	 * property
	 */
	LeaderElection register(String name, @Nullable String identity, List<LeaderElectionListener> listeners);

	/**
	 * Becomes a candidate under the usual identity.
	 * @param name the election's name
	 * @param listeners told of what happens from the beginning on
	 * @return the election
	 * @see #register(String, String, List)
	 */
	default LeaderElection register(String name, LeaderElectionListener... listeners) {
		return register(name, null, List.of(listeners));
	}

	/**
	 * Ends this process's part in an election that was registered here: revokes, drains
	 * and releases if it leads. Its {@link LeaderElection} is of no more use; one that is
	 * registered later under the same name is another.
	 * @param name the election's name
	 * @return completes when that is done
	 * @throws IllegalArgumentException if there is no such election, or it is configured
	 */
	CompletableFuture<Void> remove(String name);

}
