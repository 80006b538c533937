package io.leader.lifecycle;

/**
 * Resources that stopped elections leave open, such as sockets and files. None of them
 * may be open when a checkpoint (CRaC) is taken. An election that is restarted opens the
 * resources that it needs.
 */
@FunctionalInterface
public interface OpenResources {

	/**
	 * Closes the resources until they are needed again.
	 */
	void close();

}
