package io.leader.lifecycle;

/**
 * Resources that stopped elections leave open, such as sockets and files: a checkpoint
 * (CRaC) must not find any. An election that is restarted opens what it needs.
 */
@FunctionalInterface
public interface OpenResources {

	/**
	 * Closes the resources until they are needed again.
	 */
	void close();

}
