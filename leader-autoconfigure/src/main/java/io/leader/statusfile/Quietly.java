package io.leader.statusfile;

/**
 * Logs where nothing may fail.
 */
final class Quietly {

	private Quietly() {
	}

	/**
	 * Logs, and loses the line rather than the file's removal if that fails.
	 */
	static void say(Runnable line) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			// The file matters more than the log.
		}
	}

}
