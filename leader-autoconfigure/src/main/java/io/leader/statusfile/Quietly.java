package io.leader.statusfile;

/**
 * Logs from code that must not fail.
 */
final class Quietly {

	private Quietly() {
	}

	/**
	 * Logs a line. If logging fails, only the line is lost, and the work on the file
	 * continues.
	 */
	static void log(Runnable line) {
		try {
			line.run();
		}
		catch (Throwable ex) {
			// Logging must not affect the file.
		}
	}

}
