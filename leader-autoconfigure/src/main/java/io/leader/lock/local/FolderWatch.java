package io.leader.lock.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Watches a folder on behalf of all locks that this process watches in it. Uses one
 * thread, plus up to one for each other process that holds any of these locks. Polls for
 * changes that are not reported by the file system or by a connection to the holder.
 * Thread-safe.
 */
final class FolderWatch implements Runnable {

	/**
	 * The pause between two polls for changes that are not reported, unless a poll is
	 * slow. A reported event can cause an earlier poll.
	 */
	private static final Duration PERIOD = Duration.ofMillis(100);

	/**
	 * As long as no polling is needed, how often to check whether polling has become
	 * necessary and whether the folder is still the same.
	 */
	private static final Duration TICK = Duration.ofSeconds(2);

	/** The pause after a slow poll, as a multiple of the time that the poll took. */
	private static final int REST = 20;

	private static final Map<Path, FolderWatch> SHARED = new HashMap<>();

	private final Path folder;

	private final LifeSign signs;

	private final FolderEvents events;

	/** The watches, by the file that they watch. */
	private final ConcurrentMap<Path, Set<LocalWatch>> watches = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, LifeLine> lines = new ConcurrentHashMap<>();

	private volatile boolean closed;

	private FolderWatch(Path folder, FolderEvents events) {
		this.folder = folder;
		this.signs = new LifeSign(folder);
		this.events = events;
	}

	/**
	 * Starts watching a lock.
	 * @param folder the folder of the lock's files
	 * @param opener creates the watch
	 * @return the watch, which has already read the file once
	 */
	static LocalWatch open(Path folder, Opener opener) {
		return open(folder, opener, FolderEvents::of);
	}

	static LocalWatch open(Path folder, Opener opener, Function<Path, FolderEvents> events) {
		LocalWatch watch;
		FolderWatch shared;
		synchronized (SHARED) {
			shared = SHARED.get(folder);
			if (shared == null) {
				shared = new FolderWatch(folder, events.apply(folder));
				shared.start();
				SHARED.put(folder, shared);
			}
			try {
				watch = opener.open(shared);
				shared.watches.computeIfAbsent(watch.file(), (file) -> ConcurrentHashMap.newKeySet()).add(watch);
			}
			finally {
				shared.closeIfUnused();
			}
		}
		shared.check(List.of(watch));
		return watch;
	}

	private void start() {
		try {
			Thread thread = new Thread(this, "leader-local-watch");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Error ex) {
			this.events.close();
			throw ex;
		}
	}

	/**
	 * Creates a watch on a lock in the folder.
	 */
	interface Opener {

		LocalWatch open(FolderWatch folder);

	}

	void remove(LocalWatch watch) {
		synchronized (SHARED) {
			this.watches.computeIfPresent(watch.file(), (file, some) -> {
				some.remove(watch);
				return some.isEmpty() ? null : some;
			});
			closeIfUnused();
		}
	}

	/**
	 * Stops watching the folder if there are no watches. The caller must hold the monitor
	 * of {@link #SHARED}.
	 */
	private void closeIfUnused() {
		if (this.watches.isEmpty() && !this.closed) {
			SHARED.remove(this.folder, this);
			this.closed = true;
			this.events.close();
			this.lines.values().forEach(LifeLine::close);
		}
	}

	@Override
	public void run() {
		boolean all = false;
		long next = System.nanoTime();
		while (!this.closed) {
			try {
				Set<Path> changed = this.events.next(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
				Collection<LocalWatch> some = (all || changed == null) ? watchesMatching((watch) -> true) : of(changed);
				check(some);
				if (next - System.nanoTime() <= 0 || some.stream().anyMatch(this::isUnreported)) {
					removeUnusedLines();
					next = System.nanoTime() + pollUnreported().toNanos();
				}
				all = false;
			}
			catch (RuntimeException | Error ex) {
				// For example, out of memory. Events that were already delivered are not
				// repeated, so check everything.
				all = true;
				LockSupport.parkNanos(PERIOD.toNanos());
			}
		}
	}

	private Collection<LocalWatch> of(Set<Path> files) {
		return files.stream().flatMap((file) -> this.watches.getOrDefault(file, Set.of()).stream()).toList();
	}

	private Collection<LocalWatch> watchesMatching(Predicate<LocalWatch> condition) {
		return this.watches.values().stream().flatMap(Set::stream).filter(condition).toList();
	}

	/**
	 * Polls for changes that are not reported, if such changes are possible.
	 * @return how long to wait before the next call
	 */
	private Duration pollUnreported() {
		Collection<LocalWatch> unreported = watchesMatching(this::isUnreported);
		long start = System.nanoTime();
		check(unreported);
		Duration resting = Duration.ofNanos((System.nanoTime() - start) * REST);
		if (unreported.isEmpty()) {
			return TICK;
		}
		return (resting.compareTo(PERIOD) > 0) ? resting : PERIOD;
	}

	private void check(Collection<LocalWatch> some) {
		for (LocalWatch watch : some) {
			watch.check();
			connectTo(watch.lifeSign());
		}
	}

	/**
	 * Connects to the process to which a {@linkplain LifeSign sign of life} belongs, so
	 * that the end of that process is detected immediately. Has no effect if the name is
	 * not that of a sign of life, if the process is this one, or if there is already a
	 * connection.
	 */
	private void connectTo(String sign) {
		Path file = this.signs.file(sign);
		if (file == null || LifeSign.isOfThisProcess(file)) {
			return;
		}
		this.lines.compute(sign, (name, line) -> (line != null && line.isOpen()) ? line
				: LifeLine.open(ProcessSign.socket(file), () -> this.signs.isGone(name), () -> ended(name)));
		if (this.closed) {
			this.lines.values().forEach(LifeLine::close);
		}
	}

	private void ended(String sign) {
		check(watchesMatching((watch) -> watch.lifeSign().equals(sign)));
	}

	private void removeUnusedLines() {
		Set<String> needed = new HashSet<>();
		this.watches.values().forEach((some) -> some.forEach((watch) -> needed.add(watch.lifeSign())));
		this.lines.forEach((sign, line) -> {
			if (!needed.contains(sign) && this.lines.remove(sign, line)) {
				line.close();
			}
		});
	}

	private boolean isUnreported(LocalWatch watch) {
		Path file = this.signs.file(watch.lifeSign());
		LifeLine line = this.lines.get(watch.lifeSign());
		boolean isEndReported = file == null || LifeSign.isOfThisProcess(file) || (line != null && line.isOpen());
		return !this.events.areReported() || !isEndReported;
	}

}
