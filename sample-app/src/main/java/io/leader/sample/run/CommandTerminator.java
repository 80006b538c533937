package io.leader.sample.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

import io.leader.election.RemainingTime;

/**
 * Ends a process and all processes that it has started. Terminates the process and, once
 * it has ended, the others. Kills those that are left after a grace period.
 */
final class CommandTerminator {

	private static final long CHECK_INTERVAL_NANOS = 20_000_000;

	/**
	 * How long killed processes may take to end. A process that is still running after
	 * this time is considered impossible to kill, for example because it belongs to
	 * another user.
	 */
	private static final Duration KILLED = Duration.ofSeconds(5);

	/**
	 * The positions of the state and of the number of threads among the fields of a stat
	 * file that follow the name, which is in parentheses (see proc(5)).
	 */
	private static final int STATE = 0;

	private static final int THREADS = 17;

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
	 * ended or turn out to be impossible to kill. Logs nothing, since a blocked log must
	 * not delay the end.
	 * @param root the process to end
	 * @param grace how long to wait, at most, before the remaining processes are killed
	 * @param lease the remaining lease, after which another process may lead; if the
	 * grace period is longer than four fifths of the remaining lease, the processes are
	 * killed after these four fifths instead
	 * @return whether all processes have ended
	 */
	static boolean terminate(Process root, Duration grace, RemainingTime lease) {
		Duration most = lease.duration().map((left) -> left.dividedBy(5).multipliedBy(4)).orElse(grace);
		return new CommandTerminator(root).run((grace.compareTo(most) < 0) ? grace : most);
	}

	private boolean run(Duration timeout) {
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
		long killed = System.nanoTime();
		while (isAnyAlive() && System.nanoTime() - killed < KILLED.toNanos()) {
			this.root.destroyForcibly();
			this.all.forEach(ProcessHandle::destroyForcibly);
			refresh();
			LockSupport.parkNanos(CHECK_INTERVAL_NANOS);
		}
		return !isAnyAlive();
	}

	private void refresh() {
		this.root.descendants().forEach(this.all::add);
		Set<ProcessHandle> below = new LinkedHashSet<>();
		this.all.forEach((process) -> process.descendants().forEach(below::add));
		this.all.addAll(below);
	}

	private boolean isAnyAlive() {
		return this.root.isAlive() || this.all.stream().anyMatch(CommandTerminator::isRunning);
	}

	/**
	 * Returns whether a process is alive and not a zombie. If this process is the first
	 * one of its container, processes that have lost their parent become its children,
	 * and the JVM never collects their exit codes, so they remain as zombies after they
	 * have ended.
	 */
	private static boolean isRunning(ProcessHandle process) {
		return process.isAlive() && !isZombie(process.pid());
	}

	private static boolean isZombie(long pid) {
		try {
			// The name of a program is not necessarily valid UTF-8.
			return isZombie(Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1));
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Returns whether the content of a stat file describes a zombie. Linux also reports
	 * the state of a zombie for a process whose main thread has ended while other threads
	 * are running.
	 */
	static boolean isZombie(String stat) {
		List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1));
		return fields.size() > THREADS && fields.get(STATE).equals("Z") && fields.get(THREADS).equals("1");
	}

}
