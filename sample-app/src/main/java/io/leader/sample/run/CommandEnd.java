package io.leader.sample.run;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.leader.election.RemainingTime;

/**
 * Ends a process and all processes that it has started. Terminates the process, gives all
 * of them a grace period, and kills those that are left.
 */
final class CommandEnd {

	private static final long LOOK_NANOS = 20_000_000;

	private final Process root;

	/**
	 * All descendants of the root that were ever observed, since a process that outlives
	 * its parent is no longer a descendant of the root.
	 */
	private final Set<ProcessHandle> all = new LinkedHashSet<>();

	private CommandEnd(Process root) {
		this.root = root;
	}

	/**
	 * Ends a process. Logs nothing, since a blocked log must not delay the end.
	 * @param root the process to end
	 * @param grace how long to wait before the kill
	 * @param lease the remaining lease, after which another process may lead and no
	 * process of the command may still be running
	 */
	static void of(Process root, Duration grace, RemainingTime lease) {
		Duration most = lease.duration().map((left) -> left.dividedBy(5).multipliedBy(4)).orElse(grace);
		new CommandEnd(root).end((grace.compareTo(most) < 0) ? grace : most);
	}

	private void end(Duration patience) {
		long deadline = System.nanoTime() + patience.toNanos();
		look();
		this.root.toHandle().destroy();
		while (isAnyAlive() && System.nanoTime() < deadline) {
			LockSupport.parkNanos(LOOK_NANOS);
			look();
			if (!this.root.isAlive()) {
				// No other process terminates the remaining ones.
				this.all.forEach(ProcessHandle::destroy);
			}
		}
		while (isAnyAlive()) {
			this.root.destroyForcibly();
			this.all.forEach(ProcessHandle::destroyForcibly);
			look();
			LockSupport.parkNanos(LOOK_NANOS);
		}
	}

	private void look() {
		this.root.descendants().forEach(this.all::add);
		Set<ProcessHandle> below = new LinkedHashSet<>();
		this.all.forEach((process) -> process.descendants().forEach(below::add));
		this.all.addAll(below);
	}

	private boolean isAnyAlive() {
		return this.root.isAlive() || this.all.stream().anyMatch(ProcessHandle::isAlive);
	}

}
