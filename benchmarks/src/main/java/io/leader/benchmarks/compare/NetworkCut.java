package io.leader.benchmarks.compare;

import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/**
 * The network between one candidate and the API server: a TCP proxy that can stop
 * forwarding in both directions, including on new connections, without closing any
 * connection.
 */
final class NetworkCut implements AutoCloseable {

	private final Vertx vertx = Vertx.vertx();

	private final NetClient client = this.vertx.createNetClient();

	private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();

	private final NetServer server;

	private volatile boolean cut;

	NetworkCut(URI target) {
		int port = (target.getPort() != -1) ? target.getPort() : 443;
		this.server = await(this.vertx.createNetServer()
			.connectHandler((near) -> connect(near, port, target.getHost()))
			.listen(0, "127.0.0.1"));
	}

	int port() {
		return this.server.actualPort();
	}

	private void connect(NetSocket near, int port, String host) {
		near.pause();
		this.sockets.add(near);
		this.client.connect(port, host).onFailure((failure) -> near.close()).onSuccess((far) -> {
			this.sockets.add(far);
			forward(near, far);
			forward(far, near);
			if (!this.cut) {
				near.resume();
			}
		});
	}

	private void forward(NetSocket from, NetSocket to) {
		from.handler(to::write);
		from.closeHandler((closed) -> {
			this.sockets.remove(from);
			to.close();
		});
	}

	/**
	 * Cuts the network permanently.
	 */
	void cut() {
		this.cut = true;
		this.sockets.forEach(NetSocket::pause);
	}

	private static <T> T await(Future<T> future) {
		return future.toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		await(this.vertx.close());
	}

}
