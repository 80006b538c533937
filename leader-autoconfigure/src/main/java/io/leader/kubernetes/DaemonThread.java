package io.leader.kubernetes;

/**
 * Runs an action on a new daemon thread.
 */
final class DaemonThread {

	private DaemonThread() {
	}

	/**
	 * Starts a thread that runs the action.
	 * @param name the name of the thread
	 * @param action the action
	 * @return whether the thread has started; if not, the process is out of memory or
	 * threads
	 */
	static boolean start(String name, Runnable action) {
		try {
			Thread thread = new Thread(action, name);
			thread.setDaemon(true);
			thread.start();
			return true;
		}
		catch (Throwable ex) {
			return false;
		}
	}

}
