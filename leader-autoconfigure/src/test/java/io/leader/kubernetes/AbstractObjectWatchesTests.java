package io.leader.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;

import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.lock.LockException;
import io.leader.support.WatchedApiServer;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class for tests of watches. Provides a server that sends what a test specifies,
 * and records the events that the watches receive.
 */
abstract class AbstractObjectWatchesTests {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	final WatchedApiServer server = new WatchedApiServer();

	final Map<String, List<String>> received = new ConcurrentHashMap<>();

	@AfterEach
	void close() {
		this.server.close();
	}

	final Stream open(ObjectKind kind, String name) {
		return open(kind, new Origin(name, false, -1), TIMEOUT);
	}

	final Stream open(ObjectKind kind, Origin origin, Duration timeout) {
		List<String> events = this.received.computeIfAbsent(origin.name(), (key) -> new CopyOnWriteArrayList<>());
		return this.server.connection().watches().open(kind, "default", origin, new ObjectWatcher() {

			@Override
			public void changed(ObjectNode object) {
				events.add("changed " + ResourceVersion.of(object));
			}

			@Override
			public void deleted(ObjectNode object) {
				events.add("deleted " + ResourceVersion.of(object));
			}

			@Override
			public void closed(LockException cause) {
				events.add((cause != null) ? "failed " + cause.retryAfter() : "closed");
			}

		}, timeout);
	}

	final void openMany(int many) {
		for (int i = 0; i < many; i++) {
			assertThat(open(ObjectKind.LEASE, "lock-" + i).watch()).isNotNull();
		}
	}

	/**
	 * Waits until the server has only the shared watch, and has sent an event on it.
	 */
	final void awaitSharedWatch() {
		await(() -> {
			this.server.show("ADDED", "another", 150);
			return this.server.watches() == 1;
		});
	}

	final void awaitEvents(String name, String... events) {
		awaitAsserted(() -> assertThat(this.received.get(name)).containsExactly(events));
	}

}
