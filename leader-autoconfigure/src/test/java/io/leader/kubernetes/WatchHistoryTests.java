package io.leader.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.lock.LockException;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests watches on an object after a watch has failed because the API server's history no
 * longer contains the version at which the object was read.
 */
class WatchHistoryTests extends AbstractObjectWatchesTests {

	private static final Origin LOCK = new Origin("lock", true, 50);

	private Stream open(Origin origin) {
		return open(ObjectKind.CONFIG_MAP, origin, TIMEOUT);
	}

	private String lastRequest() {
		return this.server.requests().get(this.server.requests().size() - 1);
	}

	/**
	 * Opens a watch that fails because the version from which it starts is too old.
	 * @param withEvent whether the server reports this with an event on the watch, rather
	 * than with the HTTP status 410
	 */
	private void openInVain(boolean withEvent) {
		if (withEvent) {
			this.server.historyFrom(100);
			open(LOCK);
			awaitEvents("lock", "failed null");
		}
		else {
			this.server.respondToWatchesWith(410);
			assertThat(open(LOCK).watch()).isNull();
			this.server.respondToWatchesWith(200);
			this.server.historyFrom(100);
			this.received.get("lock").add("failed null");
		}
		assertThat(lastRequest()).endsWith("resourceVersion=50");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theNextWatchStartsFromThePresentState(boolean withEvent) {
		openInVain(withEvent);
		this.server.present("lock", 50);
		assertThat(open(LOCK).watch()).isNotNull();
		assertThat(lastRequest()).doesNotContain("resourceVersion");
		awaitEvents("lock", "failed null", "changed 50");
		this.server.show("DELETED", "lock", 101);
		awaitEvents("lock", "failed null", "changed 50", "deleted 101");
	}

	@Test
	void laterWatchesFromThatVersionStartFromThePresentState() {
		openInVain(true);
		this.server.present("lock", 50);
		open(LOCK);
		this.server.endWatches();
		awaitEvents("lock", "failed null", "changed 50", "closed");
		open(LOCK);
		assertThat(this.server.requests()).hasSize(3);
		assertThat(lastRequest()).doesNotContain("resourceVersion");
		open(new Origin("lock", true, 101));
		assertThat(lastRequest()).endsWith("resourceVersion=101");
	}

	@Test
	void aChangeSinceTheReadIsReported() {
		openInVain(true);
		this.server.present("lock", 101);
		open(LOCK);
		awaitEvents("lock", "failed null", "changed 101");
	}

	@Test
	void aWatchIsNotOpenUntilTheObjectHasBeenReported() throws Exception {
		openInVain(true);
		CompletableFuture<Stream> opening = CompletableFuture.supplyAsync(() -> open(LOCK));
		await(() -> this.server.watches() == 1);
		assertThat(opening).isNotDone();
		this.server.show("ADDED", "lock", 101);
		assertThat(opening.get(10, TimeUnit.SECONDS).watch()).isNotNull();
	}

	@Test
	void aWatchOnAnObjectThatWasDeletedSinceTheReadFails() {
		openInVain(true);
		this.server.absent();
		assertThatExceptionOfType(LockException.class)
			.isThrownBy(() -> open(ObjectKind.CONFIG_MAP, LOCK, Duration.ofMillis(200)))
			.withMessage("The watch on 'lock' did not report the object, which may have been deleted.");
		await(() -> {
			this.server.show("ADDED", "another", 150);
			return this.server.watches() == 0;
		});
		Origin absent = new Origin("lock", false, -1);
		assertThat(open(absent).watch()).isNotNull();
		this.server.show("ADDED", "lock", 102);
		awaitEvents("lock", "failed null", "changed 102");
	}

	@Test
	void aWatchThatEndsBeforeTheObjectHasBeenReportedEnds() throws Exception {
		openInVain(true);
		CompletableFuture<Stream> opening = CompletableFuture.supplyAsync(() -> open(LOCK));
		await(() -> this.server.watches() == 1);
		this.server.endWatches();
		opening.get(10, TimeUnit.SECONDS);
		awaitEvents("lock", "failed null", "closed");
	}

}
