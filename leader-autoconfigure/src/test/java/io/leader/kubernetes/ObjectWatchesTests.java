package io.leader.kubernetes;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.ObjectWatches.Known;
import io.leader.lock.kubernetes.LeaseLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ObjectWatchesTests extends AbstractObjectWatchesTests {

	@Test
	void aFewWatchesHaveOneRequestPerObject() {
		openMany(ObjectWatches.FEW);
		assertThat(this.server.requests()).hasSize(ObjectWatches.FEW)
			.allMatch((query) -> query.contains("fieldSelector=metadata.name%3Dlock-"));
		this.server.show("MODIFIED", "lock-1", 101);
		awaitEvents("lock-1", "changed 101");
	}

	@Test
	void manyWatchesShareARequestAndTheFirstFewAreReopened() {
		openMany(ObjectWatches.FEW + 1);
		for (int i = 0; i < ObjectWatches.FEW; i++) {
			awaitEvents("lock-" + i, "closed");
			assertThat(open(ObjectKind.LEASE, "lock-" + i).watch()).isNotNull();
		}
		openMany(100);
		assertThat(this.server.requests()).hasSize(ObjectWatches.FEW + 2)
			.endsWith("resourceVersion=0", "watch=true&allowWatchBookmarks=true&resourceVersion=100");
		this.server.show("ADDED", "lock-77", 101);
		this.server.show("DELETED", "lock-77", 102);
		awaitEvents("lock-77", "changed 101", "deleted 102");
		assertThat(this.received.get("lock-76")).isEmpty();
	}

	@Test
	void aSharedWatchKnowsTheStateOfEachObject() {
		assertThat(known("lock-77")).as("without any watch").isNull();
		openMany(ObjectWatches.FEW);
		assertThat(known("lock-1")).as("without a shared watch").isNull();
		openMany(ObjectWatches.FEW + 1);
		Known absent = known("lock-77");
		assertThat(absent).isNotNull();
		assertThat(absent.object()).isNull();
		this.server.show("ADDED", "lock-77", 101);
		await(() -> known("lock-77").object() != null);
		assertThat(ResourceVersion.of(known("lock-77").object())).isEqualTo(101);
		this.server.show("DELETED", "lock-77", 102);
		await(() -> known("lock-77").object() == null);
		assertThat(this.server.connection().watches().known(ObjectKind.CONFIG_MAP, "default", "lock-77")).isNull();
		assertThat(this.server.connection().watches().known(ObjectKind.LEASE, "another", "lock-77")).isNull();
		this.server.respondToWatchesWith(410);
		this.server.endWatches();
		await(() -> known("lock-77") == null);
	}

	@Test
	void theFirstReadOfALockSendsNoRequestIfASharedWatchKnowsIt() {
		openMany(ObjectWatches.FEW + 1);
		LeaseLock lock = new LeaseLock(this.server.connection(), "default", "lock-77");
		int requests = this.server.requests().size();
		assertThat(lock.readFirst(TIMEOUT).isAbsent()).isTrue();
		this.server.show("ADDED", "lock-77", 101);
		await(() -> lock.readFirst(TIMEOUT).version() == 101);
		assertThat(this.server.requests()).hasSize(requests);
	}

	private Known known(String name) {
		return this.server.connection().watches().known(ObjectKind.LEASE, "default", name);
	}

	@Test
	void watchesOfOtherKindsAreNotShared() {
		for (int i = 0; i < ObjectWatches.FEW + 3; i++) {
			assertThat(open(ObjectKind.CONFIG_MAP, "lock-" + i).watch()).isNotNull();
		}
		assertThat(this.server.requests()).hasSize(ObjectWatches.FEW + 3)
			.allMatch((query) -> query.contains("fieldSelector"));
	}

	@Test
	void withoutThePermissionToListWatchesAreNotShared(CapturedOutput output) {
		this.server.respondToListsWith(403);
		openMany(ObjectWatches.FEW + 5);
		assertThat(this.server.requests()).filteredOn((query) -> query.equals("resourceVersion=0")).hasSize(1);
		assertThat(this.server.watches()).isEqualTo(ObjectWatches.FEW + 5);
		assertThat(this.received.values()).allMatch(List::isEmpty);
		assertThat(output.toString().split("is not permitted to list and watch", -1)).hasSize(2);
	}

	@Test
	void aSharedWatchThatIsRefusedIsReported() {
		openMany(ObjectWatches.FEW);
		this.server.respondToWatchesWith(500);
		Stream refused = open(ObjectKind.LEASE, "one-more");
		assertThat(refused.watch()).isNull();
		assertThat(refused.response().code()).isEqualTo(500);
		this.server.respondToWatchesWith(200);
		assertThat(open(ObjectKind.LEASE, "one-more").watch()).isNotNull();
	}

	@Test
	void closingTheLastWatchEndsTheSharedRequest() {
		openMany(ObjectWatches.FEW);
		Stream one = open(ObjectKind.LEASE, "one");
		Stream other = open(ObjectKind.LEASE, "other");
		this.server.show("ADDED", "another", 150);
		one.watch().close();
		this.server.show("ADDED", "other", 151);
		this.server.show("ADDED", "one", 152);
		awaitEvents("other", "changed 151");
		other.watch().close();
		other.watch().close();
		await(() -> {
			this.server.show("ADDED", "another", 160);
			return this.server.watches() == 0;
		});
		assertThat(this.received.get("one")).isEmpty();
	}

	/**
	 * Opens a shared watch on another thread. A hundred other watches join it while the
	 * server is still preparing the list.
	 * @param listed lets the server respond to the request for the list
	 * @return the completed attempt to open the shared watch
	 */
	private CompletableFuture<Stream> joinWhileOneOpens(Runnable listed) throws Exception {
		CompletableFuture<Stream> opened = CompletableFuture.supplyAsync(() -> open(ObjectKind.LEASE, "one-more"));
		await(() -> this.server.requests().contains("resourceVersion=0"));
		for (int i = 10; i < 110; i++) {
			assertThat(open(ObjectKind.LEASE, "lock-" + i).watch()).isNotNull();
		}
		assertThat(opened).isNotDone();
		listed.run();
		opened.get(10, TimeUnit.SECONDS);
		return opened;
	}

	@Test
	void othersDoNotWaitForTheOneThatOpensTheSharedWatch() throws Exception {
		openMany(ObjectWatches.FEW);
		Runnable listed = this.server.holdLists();
		assertThat(joinWhileOneOpens(listed).get().watch()).isNotNull();
		assertThat(this.server.requests()).hasSize(ObjectWatches.FEW + 2);
		this.server.show("ADDED", "lock-77", 101);
		awaitEvents("lock-77", "changed 101");
		awaitEvents("lock-0", "closed");
	}

	@Test
	void thoseThatJoinedEndIfTheSharedWatchCannotBeOpened() throws Exception {
		openMany(ObjectWatches.FEW);
		Runnable listed = this.server.holdLists();
		this.server.respondToListsWith(500);
		assertThat(joinWhileOneOpens(listed).get().response().code()).isEqualTo(500);
		for (int i = 10; i < 110; i++) {
			awaitEvents("lock-" + i, "failed null");
		}
		assertThat(this.received.get("lock-0")).isEmpty();
	}

	@Test
	void thoseThatJoinedEndIfTheSharedWatchIsNotPermitted() throws Exception {
		openMany(ObjectWatches.FEW);
		Runnable listed = this.server.holdLists();
		this.server.respondToListsWith(403);
		assertThat(joinWhileOneOpens(listed).get().watch()).isNotNull();
		for (int i = 10; i < 110; i++) {
			awaitEvents("lock-" + i, "closed");
		}
		assertThat(open(ObjectKind.LEASE, "lock-10").watch()).isNotNull();
		assertThat(this.server.watches()).isEqualTo(ObjectWatches.FEW + 2);
		assertThat(this.received.get("lock-0")).isEmpty();
		assertThat(this.received.get("one-more")).isEmpty();
	}

}
