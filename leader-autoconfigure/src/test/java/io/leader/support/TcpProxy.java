package io.leader.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/**
 * A TCP proxy that can freeze, delay, close, and refuse the connections between one
 * candidate and the API server.
 */
public final class TcpProxy implements AutoCloseable {

	private final Vertx vertx = Vertx.vertx();

	private final NetClient client = this.vertx.createNetClient();

	private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();

	private final Set<NetSocket> accepted = ConcurrentHashMap.newKeySet();

	private final String targetHost;

	private final int targetPort;

	private final int port;

	private NetServer server;

	private volatile boolean frozen;

	private volatile long delayMillis;

	public TcpProxy(String targetHost, int targetPort) {
		this.targetHost = targetHost;
		this.targetPort = targetPort;
		this.port = listen(0);
	}

	private int listen(int wanted) {
		this.server = this.vertx.createNetServer().connectHandler(this::connect);
		return await(this.server.listen(wanted, "127.0.0.1")).actualPort();
	}

	public int port() {
		return this.port;
	}

	private void connect(NetSocket near) {
		near.pause();
		this.sockets.add(near);
		this.accepted.add(near);
		near.closeHandler((closed) -> forget(near));
		this.client.connect(this.targetPort, this.targetHost).onComplete((connected) -> {
			if (connected.failed()) {
				near.close();
				return;
			}
			NetSocket far = connected.result();
			this.sockets.add(far);
			near.handler(far::write);
			far.handler((bytes) -> later(near, bytes));
			near.closeHandler((closed) -> {
				forget(near);
				far.close();
			});
			far.closeHandler((closed) -> {
				forget(far);
				near.close();
			});
			if (!this.frozen) {
				near.resume();
			}
		});
	}

	private void forget(NetSocket socket) {
		this.sockets.remove(socket);
		this.accepted.remove(socket);
	}

	/**
	 * Returns the number of open connections of the candidate.
	 */
	public int connections() {
		return this.accepted.size();
	}

	private void later(NetSocket socket, Buffer bytes) {
		if (this.delayMillis > 0) {
			this.vertx.setTimer(this.delayMillis, (timer) -> socket.write(bytes));
		}
		else {
			socket.write(bytes);
		}
	}

	/**
	 * Holds back all bytes in both directions, including those of new connections,
	 * without closing any connection.
	 */
	public void freeze() {
		this.frozen = true;
		this.sockets.forEach(NetSocket::pause);
	}

	/**
	 * Passes on the bytes that were held back, and then new ones.
	 */
	public void thaw() {
		this.frozen = false;
		this.sockets.forEach(NetSocket::resume);
	}

	/**
	 * Delays all bytes that the server sends from now on; 0 ends the delay.
	 */
	public void delayResponses(long millis) {
		this.delayMillis = millis;
	}

	/**
	 * Closes all connections but continues to accept new ones.
	 */
	public void cut() {
		new ArrayList<>(this.sockets).forEach(NetSocket::close);
	}

	/**
	 * Closes all connections and refuses new ones, as if no process listened on the port.
	 */
	public void refuse() {
		await(this.server.close());
		cut();
	}

	/**
	 * Accepts connections again, on the same port.
	 */
	public void accept() {
		listen(this.port);
	}

	private static <T> T await(io.vertx.core.Future<T> future) {
		return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		await(this.vertx.close());
	}

}
