package io.leader.kubernetes;

/**
 * Reports whether the application, rather than the environment of this process, provides
 * the connection to a cluster.
 */
@FunctionalInterface
public interface ProvidedConnection {

	/**
	 * Returns whether the application provides a connection, without opening it.
	 * @return {@code true} if there is one
	 */
	boolean isProvided();

}
