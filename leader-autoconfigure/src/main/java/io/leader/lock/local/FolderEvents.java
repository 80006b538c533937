package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The changes in a folder, if the file system reports them. Used by one thread, but may
 * be closed by any thread.
 */
final class FolderEvents implements AutoCloseable {

	private final Path folder;

	private final @Nullable WatchService service;

	private @Nullable WatchKey key;

	/** Identifies the watched folder, to detect that it was replaced by another one. */
	private @Nullable Object identity;

	private FolderEvents(Path folder, @Nullable WatchService service) {
		this.folder = folder;
		this.service = service;
		register();
	}

	static FolderEvents of(Path folder) {
		return new FolderEvents(folder, open(folder));
	}

	/**
	 * Creates an instance for a file system that does not report changes.
	 */
	static FolderEvents none(Path folder) {
		return new FolderEvents(folder, null);
	}

	private static @Nullable WatchService open(Path folder) {
		try {
			WatchService service = folder.getFileSystem().newWatchService();
			if (service.getClass().getName().contains("Polling")) {
				// The polling implementation of the Java library checks only every few
				// seconds.
				service.close();
				return null;
			}
			return service;
		}
		catch (IOException | UnsupportedOperationException ex) {
			// For example, the user has reached the system's limit on inotify instances.
			return null;
		}
	}

	private void register() {
		this.key = null;
		if (this.service == null) {
			return;
		}
		try {
			this.identity = identity();
			this.key = this.folder.register(this.service, StandardWatchEventKinds.ENTRY_CREATE,
					StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_DELETE);
		}
		catch (IOException ex) {
			// The folder does not exist, or there are too many watches already.
		}
	}

	private @Nullable Object identity() throws IOException {
		return Files.readAttributes(this.folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

	/**
	 * Returns whether the file system currently reports changes.
	 */
	boolean areReported() {
		return this.key != null;
	}

	/**
	 * Waits for changes.
	 * @param timeout the maximum time to wait
	 * @return the files that have changed, empty if none is known to have changed, or
	 * {@code null} if any file might have changed
	 */
	@Nullable Set<Path> next(Duration timeout) {
		if (this.service == null) {
			LockSupport.parkNanos(timeout.toNanos());
			return Set.of();
		}
		try {
			WatchKey signaled = this.service.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
			if (signaled == null) {
				return isSameFolder() ? Set.of() : reregister();
			}
			Set<Path> changed = new HashSet<>();
			for (WatchEvent<?> event : signaled.pollEvents()) {
				if (!(event.context() instanceof Path name)) {
					return signaled.reset() ? null : reregister();
				}
				changed.add(this.folder.resolve(name));
			}
			return signaled.reset() ? changed : reregister();
		}
		catch (InterruptedException | ClosedWatchServiceException ex) {
			return Set.of();
		}
	}

	private boolean isSameFolder() {
		try {
			return this.key != null && Objects.equals(this.identity, identity());
		}
		catch (IOException ex) {
			return this.key == null;
		}
	}

	private @Nullable Set<Path> reregister() {
		if (this.key != null) {
			this.key.cancel();
		}
		register();
		return null;
	}

	@Override
	public void close() {
		try {
			if (this.service != null) {
				this.service.close();
			}
		}
		catch (IOException ex) {
			// The operating system closes the service when this process ends.
		}
	}

}
