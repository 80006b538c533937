package io.leader.statusfile;

/**
 * Logs from code that must not fail.
 */
final class Quietly {

	private Quietly() {
	}

	/**
	 * Logs a line. If that fails, the line is lost rather than the removal of the file.
	 */
	static void log(Runnable line) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			// The file matters more than the log.
		}
	}

}
