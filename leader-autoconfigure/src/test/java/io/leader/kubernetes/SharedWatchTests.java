package io.leader.kubernetes;

import org.junit.jupiter.api.Test;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what happens to a shared watch when its request ends.
 */
class SharedWatchTests extends AbstractObjectWatchesTests {

	@Test
	void aSharedWatchThatEndsContinuesFromItsLastVersion() {
		openMany(ObjectWatches.FEW + 1);
		this.server.show("ADDED", "another", 150);
		this.server.show("ADDED", "lock-3", 151);
		awaitEvents("lock-3", "changed 151");
		this.server.endWatches();
		await(() -> this.server.watches() == 1);
		assertThat(this.server.requests()).last().isEqualTo("watch=true&allowWatchBookmarks=true&resourceVersion=151");
		this.server.show("MODIFIED", "lock-3", 152);
		awaitEvents("lock-3", "changed 151", "changed 152");
	}

	/**
	 * A request can end at any moment, even while the client is still opening the watch.
	 */
	@Test
	void aSharedWatchWhoseRequestsEndAfterTheFirstEventContinues() {
		openMany(ObjectWatches.FEW + 2);
		awaitSharedWatch();
		this.server.cutNextWatches(300);
		this.server.endWatches();
		await(() -> this.server.watches() == 1);
		this.server.show("ADDED", "lock-3", 1000);
		awaitEvents("lock-3", "changed 1000");
		awaitEvents("lock-4");
	}

	@Test
	void aSharedWatchWhoseFirstRequestEndsAfterAnEventIsOpen() {
		openMany(ObjectWatches.FEW);
		this.server.cutNextWatches(1);
		assertThat(open(ObjectKind.LEASE, "one-more").watch()).isNotNull();
		await(() -> {
			// The request that continues the watch might not have reached the server yet.
			this.server.show("ADDED", "one-more", 1000);
			return !this.received.get("one-more").isEmpty();
		});
		awaitEvents("one-more", "changed 1000");
	}

	/**
	 * If a watch without news continued, its requests would follow each other without a
	 * pause.
	 */
	@Test
	void aSharedWatchWhoseRequestsBringNoNewsEndsForAll() {
		openMany(ObjectWatches.FEW + 2);
		awaitSharedWatch();
		this.server.cutNextWatchesWithoutNews(1000);
		this.server.endWatches();
		awaitEvents("lock-3", "closed");
		awaitEvents("lock-4", "closed");
		assertThat(this.server.requests()).hasSizeLessThan(50);
	}

	@Test
	void aSharedWatchThatCannotContinueEndsForAllAndIsReopenedByTheNext() {
		openMany(ObjectWatches.FEW + 3);
		awaitSharedWatch();
		this.server.respondToWatchesWith(410);
		this.server.endWatches();
		awaitEvents("lock-3", "closed");
		awaitEvents("lock-5", "closed");
		this.server.respondToWatchesWith(200);
		this.server.listsAt(200);
		openMany(ObjectWatches.FEW + 3);
		this.server.show("ADDED", "lock-5", 201);
		awaitEvents("lock-5", "closed", "changed 201");
	}

	/**
	 * If the watchers did not learn of the requested pause, all of them would try again
	 * almost immediately.
	 */
	@Test
	void aSharedWatchThatIsRefusedAsItContinuesEndsWithThePauseThatTheServerRequested() {
		openMany(ObjectWatches.FEW + 1);
		awaitSharedWatch();
		this.server.retryAfter("7");
		this.server.respondToWatchesWith(429);
		this.server.endWatches();
		awaitEvents("lock-3", "failed PT7S");
	}

}
