package io.leader.support;

/**
 * Ends the processes of tests.
 */
public final class Processes {

	private Processes() {
	}

	/**
	 * Kills a process. Unlike {@link Process#destroyForcibly()}, does not close the
	 * stream from which the output of the process is read, so that everything that the
	 * process has printed can still be read. Does not wait for the end of the process.
	 * @param process the process
	 */
	public static void kill(Process process) {
		process.toHandle().destroyForcibly();
	}

}
