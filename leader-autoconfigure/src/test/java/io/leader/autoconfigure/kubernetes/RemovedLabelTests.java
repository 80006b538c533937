package io.leader.autoconfigure.kubernetes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

import org.springframework.mock.env.MockEnvironment;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.kubernetes.PodLabel;
import io.leader.support.CannedApiServer;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests that the Pod loses the leader's label even if the request that removes the label
 * is sent, or has to be repeated, after the election has been removed. The request is not
 * repeated while the elections are stopped or once another election uses the label.
 */
class RemovedLabelTests {

	private static final String PATCH = "PATCH /api/v1/namespaces/n/pods/p";

	private static final String LEADER = "{\"metadata\":{\"labels\":{\"role\":\"leader\"}}}";

	private static final String FOLLOWER = "{\"metadata\":{\"labels\":{\"role\":null}}}";

	private final CannedApiServer server = new CannedApiServer();

	private final MockEnvironment environment = new MockEnvironment().withProperty("leader.lock-name", "orders")
		.withProperty("leader.kubernetes.pod-label", "role=leader")
		.withProperty("POD_NAME", "p")
		.withProperty("POD_NAMESPACE", "n");

	private final KubernetesNotices notices = new KubernetesNotices(LeaderContextTest.configured(this.environment),
			this.server::connection, () -> "default", new HashMap<>(), this.environment, Duration.ofSeconds(10));

	@BeforeEach
	void respond() {
		this.server.respond(PATCH, 200, "{}");
	}

	@AfterEach
	void close() throws InterruptedException {
		this.notices.destroy();
		this.server.close();
	}

	private static LeaderElection election(String name) {
		LeaderElection election = mock(RETURNS_DEEP_STUBS);
		given(election.name()).willReturn(name);
		given(election.status().lock().namespace()).willReturn("n");
		return election;
	}

	private LeaderElectionListener register(LeaderElection election) {
		this.notices.registered(election);
		ArgumentCaptor<LeaderElectionListener> label = ArgumentCaptor.captor();
		verify(election).addListener(label.capture());
		return label.getValue();
	}

	private List<String> patches() {
		return this.server.requests()
			.stream()
			.filter((request) -> request.startsWith(PATCH))
			.map((request) -> request.substring(PATCH.length() + 1))
			.toList();
	}

	private void awaitPatches(String... expected) {
		awaitAsserted(() -> assertThat(patches()).containsExactly(expected));
	}

	@Test
	void aLabelWhoseRemovalWasNotSentYetIsRemoved() {
		LeaderElection election = election("orders");
		LeaderElectionListener label = register(election);
		Runnable release = this.server.holdRequests();
		label.onGranted(election, 1);
		awaitPatches(LEADER);
		label.onRevoked(election);
		this.notices.removed("orders");
		release.run();
		awaitPatches(LEADER, FOLLOWER);
	}

	/**
	 * Revokes the leadership of an election while the API server is unavailable, so that
	 * the request to remove the label fails, and removes the election. The server is
	 * available again when this method returns. The retry is due a second after the
	 * failure.
	 */
	private void removeInVain() {
		LeaderElection election = election("orders");
		LeaderElectionListener label = register(election);
		label.onGranted(election, 1);
		awaitPatches(LEADER);
		this.server.respond(PATCH, 503, "{}");
		label.onRevoked(election);
		awaitPatches(LEADER, FOLLOWER);
		this.notices.removed("orders");
		this.server.respond(PATCH, 200, "{}");
	}

	@Test
	void aRemovalThatFailedIsRetried() {
		removeInVain();
		awaitPatches(LEADER, FOLLOWER, FOLLOWER);
	}

	@Test
	void aRemovalThatFailedIsNotRetriedWhileTheElectionsAreStopped() throws InterruptedException {
		removeInVain();
		this.notices.finish();
		awaitRetry();
		awaitPatches(LEADER, FOLLOWER);
	}

	@Test
	void aRemovalThatFailedIsNotRetriedOnceAnotherElectionUsesTheLabel() throws InterruptedException {
		removeInVain();
		grantOther();
		awaitRetry();
		awaitPatches(LEADER, FOLLOWER, LEADER);
	}

	/**
	 * Grants leadership in another election, which uses the label of the removed
	 * election.
	 */
	private void grantOther() {
		LeaderElection other = election("invoices");
		register(other).onGranted(other, 2);
	}

	/**
	 * An election that is removed while a listener is busy delivers its last events
	 * later.
	 */
	@Test
	void aRevocationThatIsDeliveredOnceAnotherElectionUsesTheLabelDoesNotRemoveTheLabel() throws InterruptedException {
		LeaderElection election = election("orders");
		LeaderElectionListener label = register(election);
		label.onGranted(election, 1);
		await(((PodLabel) label)::isApplied);
		this.notices.removed("orders");
		grantOther();
		awaitPatches(LEADER, LEADER);
		label.onRevoked(election);
		this.notices.destroy();
		awaitPatches(LEADER, LEADER);
	}

	@Test
	void aGrantThatIsDeliveredOnceAnotherElectionUsesTheLabelDoesNotSetTheLabel() throws InterruptedException {
		LeaderElection election = election("orders");
		LeaderElectionListener label = register(election);
		label.onRevoked(election);
		await(((PodLabel) label)::isApplied);
		this.notices.removed("orders");
		grantOther();
		awaitPatches(FOLLOWER, LEADER);
		label.onGranted(election, 1);
		this.notices.destroy();
		awaitPatches(FOLLOWER, LEADER);
	}

	/**
	 * Waits until the retry, which is already scheduled, has been executed, and ends the
	 * thread that sends the requests.
	 */
	private void awaitRetry() throws InterruptedException {
		this.notices.destroy();
	}

}
