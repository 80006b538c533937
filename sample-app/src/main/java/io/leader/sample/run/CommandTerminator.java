package io.leader.sample.run;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.leader.election.RemainingTime;

/**
 * Ends a process and all processes that it has started. Terminates the process and, once
 * it has ended, the others. Kills those that are left after a grace period.
 */
final class CommandTerminator {

	private static final long CHECK_INTERVAL_NANOS = 20_000_000;

	private final Process root;

	/**
	 * All descendants of the root that were ever observed, since a process that outlives
	 * its parent is no longer a descendant of the root.
	 */
	private final Set<ProcessHandle> all = new LinkedHashSet<>();

	private CommandTerminator(Process root) {
		this.root = root;
	}

	/**
	 * Ends a process and all processes that it has started, and waits until they have
	 * ended. Logs nothing, since a blocked log must not delay the end.
	 * @param root the process to end
	 * @param grace how long to wait, at most, before the remaining processes are killed
	 * @param lease the remaining lease, after which another process may lead; if the
	 * grace period is longer than four fifths of it, the processes are killed after that
	 * time instead
	 */
	static void terminate(Process root, Duration grace, RemainingTime lease) {
		Duration most = lease.duration().map((left) -> left.dividedBy(5).multipliedBy(4)).orElse(grace);
		new CommandTerminator(root).run((grace.compareTo(most) < 0) ? grace : most);
	}

	private void run(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		refresh();
		this.root.toHandle().destroy();
		while (isAnyAlive() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(CHECK_INTERVAL_NANOS);
			refresh();
			if (!this.root.isAlive()) {
				// Nothing else will terminate the remaining processes.
				this.all.forEach(ProcessHandle::destroy);
			}
		}
		while (isAnyAlive()) {
			this.root.destroyForcibly();
			this.all.forEach(ProcessHandle::destroyForcibly);
			refresh();
			LockSupport.parkNanos(CHECK_INTERVAL_NANOS);
		}
	}

	private void refresh() {
		this.root.descendants().forEach(this.all::add);
		Set<ProcessHandle> below = new LinkedHashSet<>();
		this.all.forEach((process) -> process.descendants().forEach(below::add));
		this.all.addAll(below);
	}

	private boolean isAnyAlive() {
		return this.root.isAlive() || this.all.stream().anyMatch(ProcessHandle::isAlive);
	}

}
