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
 * A connection to another process that carries no data. When that process ends, the
 * operating system may close the connection shortly before it releases the process's file
 * locks. Therefore, once the connection has closed, the process's {@linkplain LifeSign
 * sign of life} is checked repeatedly, for at most a second.
 */
final class LifeLine implements Runnable, AutoCloseable {

	private static final long TIMEOUT = Duration.ofSeconds(1).toNanos();

	private static final long PAUSE = Duration.ofMillis(1).toNanos();

	private final SocketChannel channel;

	private final BooleanSupplier gone;

	private final Runnable onEnd;

	private volatile boolean open = true;

	private LifeLine(SocketChannel channel, BooleanSupplier gone, Runnable onEnd) {
		this.channel = channel;
		this.gone = gone;
		this.onEnd = onEnd;
	}

	/**
	 * Connects to a process.
	 * @param socket the socket on which the process listens
	 * @param gone returns whether the process has verifiably ended
	 * @param onEnd called, on another thread, when the process has verifiably ended
	 * @return the connection, or {@code null} if it cannot be opened, for example because
	 * the process does not listen
	 */
	static @Nullable LifeLine open(Path socket, BooleanSupplier gone, Runnable onEnd) {
		try {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			try {
				// Non-blocking, so that the attempt fails immediately if too many
				// connections are waiting to be accepted.
				channel.configureBlocking(false);
				if (channel.connect(UnixDomainSocketAddress.of(socket))) {
					channel.configureBlocking(true);
					LifeLine line = new LifeLine(channel, gone, onEnd);
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
			// For example, this platform does not support Unix domain sockets.
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
				// No data is ever sent.
			}
		}
		catch (IOException ex) {
			// The process has ended, or the connection was closed.
		}
		long end = System.nanoTime() + TIMEOUT;
		while (this.open && System.nanoTime() - end < 0) {
			if (this.gone.getAsBoolean()) {
				this.onEnd.run();
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
			// The operating system closes the channel when this process ends.
		}
	}

}
