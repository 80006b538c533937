package io.leader.lock.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * A connection to another process, on which nothing is sent: the operating system closes
 * it when that process ends. It also does that a moment before it drops the process's
 * file locks, so these are looked at again and again then, for a while.
 */
final class LifeLine implements Runnable, AutoCloseable {

	private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

	private static final long PAUSE = Duration.ofMillis(1).toNanos();

	private final SocketChannel channel;

	private final BooleanSupplier gone;

	private final Runnable told;

	private volatile boolean open = true;

	private LifeLine(SocketChannel channel, BooleanSupplier gone, Runnable told) {
		this.channel = channel;
		this.gone = gone;
		this.told = told;
	}

	/**
	 * Connects to a process.
	 * @param socket where it listens
	 * @param gone whether it has verifiably ended
	 * @param told called when it has
	 * @return the connection, or {@code null} if the process does not listen
	 */
	static @Nullable LifeLine open(Path socket, BooleanSupplier gone, Runnable told) {
		try {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			try {
				// Not blocking, so that a process with too many connections is refused.
				channel.configureBlocking(false);
				if (channel.connect(UnixDomainSocketAddress.of(socket))) {
					channel.configureBlocking(true);
					LifeLine line = new LifeLine(channel, gone, told);
					Thread thread = new Thread(line, "leader-local-" + socket.getFileName());
					thread.setDaemon(true);
					thread.start();
					return line;
				}
			}
			catch (IOException | RuntimeException | Error ex) {
				channel.close();
				return null;
			}
			channel.close();
		}
		catch (IOException | RuntimeException ex) {
			// There are no such sockets here.
		}
		return null;
	}

	boolean isOpen() {
		return this.open;
	}

	@Override
	public void run() {
		try (this.channel) {
			ByteBuffer nothing = ByteBuffer.allocate(1);
			while (this.channel.read(nothing.clear()) >= 0) {
				// Nothing is sent.
			}
		}
		catch (IOException ex) {
			// It has ended, or the line was closed.
		}
		long end = System.nanoTime() + PATIENCE;
		while (this.open && System.nanoTime() - end < 0) {
			if (this.gone.getAsBoolean()) {
				this.told.run();
				break;
			}
			LockSupport.parkNanos(PAUSE);
		}
		this.open = false;
	}

	@Override
	public void close() {
		this.open = false;
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			// Then it ends with this process.
		}
	}

}
