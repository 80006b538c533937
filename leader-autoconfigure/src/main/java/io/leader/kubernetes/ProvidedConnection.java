package io.leader.kubernetes;

/**
 * Says whether the application provides the connection to a cluster, as opposed to where
 * this process runs.
 */
@FunctionalInterface
public interface ProvidedConnection {

	/**
	 * Returns whether the application provides a connection, without opening it.
	 * @return {@code true} if there is one
	 */
	boolean isProvided();

}
