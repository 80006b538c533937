package io.leader.lifecycle;

/**
 * What elections leave open when they have stopped, such as sockets and files: a
 * checkpoint (CRaC) must find none. What starts again opens what it needs.
 */
@FunctionalInterface
public interface OpenResources {

	/**
	 * Closes what is open, for as long as nobody needs it.
	 */
	void close();

}
