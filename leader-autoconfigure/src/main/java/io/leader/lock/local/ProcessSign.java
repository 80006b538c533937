package io.leader.lock.local;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * The file that this process keeps locked while it uses locks in a folder, and a socket
 * next to the file. All locks in the folder share them. When the process ends, its
 * connections close. A closed connection does not prove that the process has ended, but
 * it prompts other processes to check the file immediately.
 */
final class ProcessSign {

	static final String SUFFIX = ".alive";

	private static final String SOCKET_SUFFIX = ".socket";

	private static final int BACKLOG = 1024;

	private static final long REST = Duration.ofSeconds(1).toNanos();

	private static final Map<Path, ProcessSign> SHARED = new HashMap<>();

	/**
	 * The files that this process keeps locked. They must not be opened again, because on
	 * POSIX systems, closing any channel of a file releases all locks that the process
	 * has on it.
	 */
	private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

	private final Path folder;

	private final Path file;

	private final FileChannel channel;

	private final @Nullable ServerSocketChannel server;

	/** The connections from processes that are waiting for this process to end. */
	private final List<SocketChannel> others = new ArrayList<>();

	private final AtomicBoolean clean = new AtomicBoolean();

	private int users;

	private long touched = System.nanoTime();

	private ProcessSign(Path folder) throws IOException {
		this.folder = folder;
		this.file = folder.resolve("process.%d.%s%s".formatted(ProcessHandle.current().pid(),
				UUID.randomUUID().toString().substring(0, 8), SUFFIX));
		this.channel = create(this.file);
		this.server = listen(socket(this.file));
	}

	/**
	 * Creates a file that is already locked when other processes can first find it. They
	 * would treat an unlocked file as that of a process that has ended, and delete it.
	 * Therefore, the file gets its name only after it has been locked.
	 */
	private static FileChannel create(Path file) throws IOException {
		Path unnamed = file.resolveSibling(file.getFileName() + ".new");
		FileChannel channel = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		try {
			if (channel.tryLock() == null) {
				throw new IOException("the new file " + unnamed + " is locked by another process");
			}
			OWN.add(file);
			Files.move(unnamed, file, StandardCopyOption.ATOMIC_MOVE);
			return channel;
		}
		catch (IOException | RuntimeException | Error ex) {
			attempt(() -> Files.deleteIfExists(unnamed));
			attempt(channel);
			OWN.remove(file);
			throw ex;
		}
	}

	/**
	 * Returns the sign of this process in a folder, and creates it if necessary. The sign
	 * exists until {@link #release()} has been called once for each call of this method.
	 */
	static ProcessSign use(Path folder) throws IOException {
		synchronized (SHARED) {
			ProcessSign sign = SHARED.get(folder);
			if (sign == null) {
				sign = new ProcessSign(folder);
				SHARED.put(folder, sign);
			}
			sign.users++;
			return sign;
		}
	}

	void release() {
		synchronized (SHARED) {
			if (--this.users == 0) {
				SHARED.remove(this.folder);
				close();
			}
		}
	}

	static boolean isOwn(Path file) {
		return OWN.contains(file);
	}

	/**
	 * Returns the path of the socket next to a sign of life.
	 */
	static Path socket(Path file) {
		String name = file.getFileName().toString();
		return file.resolveSibling(name.substring(0, name.length() - SUFFIX.length()) + SOCKET_SUFFIX);
	}

	private static @Nullable ServerSocketChannel listen(Path socket) {
		try {
			ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
			try {
				server.configureBlocking(false);
				return server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
			}
			catch (IOException | RuntimeException ex) {
				server.close();
			}
		}
		catch (IOException | RuntimeException ex) {
			// Unix domain sockets are not supported, or the path is too long. Other
			// processes poll instead.
		}
		return null;
	}

	/**
	 * Returns the name of the file.
	 */
	String name() {
		return this.file.getFileName().toString();
	}

	/**
	 * Marks the file as in use, so that programs that clean up temporary files do not
	 * delete it, and accepts new connections from other processes. Does so at most once a
	 * second.
	 */
	synchronized void touch() throws IOException {
		if (System.nanoTime() - this.touched < REST || !this.channel.isOpen()) {
			return;
		}
		this.touched = System.nanoTime();
		FileMutex.touch(this.channel);
		if (this.server != null) {
			removeClosedConnections();
			for (SocketChannel other = this.server.accept(); other != null; other = this.server.accept()) {
				other.configureBlocking(false);
				this.others.add(other);
			}
		}
	}

	private void removeClosedConnections() {
		ByteBuffer nothing = ByteBuffer.allocate(1);
		this.others.removeIf((other) -> {
			try {
				if (other.read(nothing.clear()) >= 0) {
					return false;
				}
				other.close();
			}
			catch (IOException ex) {
				// The other process has ended.
			}
			return true;
		});
	}

	/**
	 * Returns {@code true} to the first caller, which has to clean up, and {@code false}
	 * to all later ones.
	 */
	boolean claimCleanUp() {
		return this.clean.compareAndSet(false, true);
	}

	private synchronized void close() {
		// The file is deleted first, so that others do not find it unlocked.
		attempt(() -> Files.deleteIfExists(this.file));
		attempt(this.channel);
		OWN.remove(this.file);
		if (this.server != null) {
			attempt(this.server);
			attempt(() -> Files.deleteIfExists(socket(this.file)));
		}
		this.others.forEach(ProcessSign::attempt);
	}

	private static void attempt(Closeable step) {
		try {
			step.close();
		}
		catch (IOException ex) {
			// If the file lock is not released now, it will be when the process exits. A
			// temporary file that remains does no harm.
		}
	}

}
