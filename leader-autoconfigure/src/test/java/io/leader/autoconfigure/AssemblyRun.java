package io.leader.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;

import io.leader.election.LeaderElection;
import io.leader.lock.ElectionLock;
import io.leader.support.Pods;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs two replicas of one case, each with its own Pod object, from the start of the
 * first leader until the second one takes over. Steps do not wait for their outcome, so
 * many cases can wait at the same time between steps.
 */
final class AssemblyRun implements AutoCloseable {

	private final AssemblyCase used;

	private final String name;

	private final Path folder;

	private final KubernetesClient admin;

	private final String namespace = TestCluster.get().namespace();

	private final List<String> pods = new ArrayList<>();

	private AssembledCandidate leader;

	private AssembledCandidate follower;

	private AssembledCandidate retired;

	AssemblyRun(AssemblyCase used, String name, Path folder, KubernetesClient admin) {
		this.used = used;
		this.name = name;
		this.folder = folder;
		this.admin = admin;
	}

	/**
	 * Starts the replica that is expected to be the first leader. A lock for life is
	 * initially held by another program whose Pod is alive.
	 */
	void begin() {
		for (String election : this.used.electionNames(this.name)) {
			prepare(this.used.lockName(this.name, election));
		}
		this.leader = candidate("one");
	}

	private void prepare(String lock) {
		ObjectMeta metadata = new ObjectMetaBuilder().withName(lock).withNamespace(this.namespace).build();
		if (this.used.isHeldForLife()) {
			Pod theirs = pod("theirs");
			metadata.setOwnerReferences(List.of(new OwnerReference("v1", null, null, "Pod",
					theirs.getMetadata().getName(), theirs.getMetadata().getUid())));
			this.admin.resource(new ConfigMapBuilder().withMetadata(metadata).build()).create();
		}
		else if (this.used.adopts()) {
			this.admin
				.resource(this.used.is("lock-type", "endpoints") ? new EndpointsBuilder().withMetadata(metadata).build()
						: new ConfigMapBuilder().withMetadata(metadata).addToData("color", "blue").build())
				.create();
		}
	}

	private Pod pod(String suffix) {
		String pod = this.name + "-" + suffix;
		if (this.pods.contains(pod)) {
			return this.admin.pods().inNamespace(this.namespace).withName(pod).get();
		}
		this.pods.add(pod);
		Pod created = Pods.create(this.admin, pod, Map.of());
		Pods.setReady(this.admin, pod, true);
		return created;
	}

	private AssembledCandidate candidate(String suffix) {
		Pod pod = pod(suffix);
		List<String> properties = this.used.properties(this.name,
				this.folder.resolve(pod.getMetadata().getName()) + "");
		properties.addAll(List.of("POD_NAME=" + pod.getMetadata().getName(), "POD_UID=" + pod.getMetadata().getUid(),
				"POD_NAMESPACE=" + this.namespace));
		return new AssembledCandidate(properties, TestCluster.get().config())
			.start(this.used.is("startup.wait-for-leadership", "true"));
	}

	/**
	 * Returns whether the first replica leads or, if another program's Pod holds a lock
	 * for life, has observed that Pod as the leader.
	 */
	boolean hasBegun() {
		return this.used.isHeldForLife() ? sees(this.leader, "theirs") : this.leader.leadsAll();
	}

	private boolean sees(AssembledCandidate candidate, String suffix) {
		// A replica whose start waits for leadership is a candidate in only the first
		// election until it leads.
		String election = this.used.electionNames(this.name).get(0);
		return (this.name + "-" + suffix).equals(candidate.elections().get(election).status().leader());
	}

	void secondJoins() {
		this.follower = candidate("two");
	}

	boolean hasJoined() {
		// A lock for life is still held by the other program. In a migration, however,
		// the first replica already holds the lock to migrate from.
		return sees(this.follower, "one") || (this.used.isHeldForLife() && sees(this.follower, "theirs"));
	}

	void checkTraits() {
		for (String election : this.used.electionNames(this.name)) {
			for (AssembledCandidate candidate : List.of(this.leader, this.follower)) {
				ElectionLock lock = candidate.lock(election);
				assertThat(lock.isHeldForLife()).as("held for life").isEqualTo(this.used.isHeldForLife());
				assertThat(lock.verifiesHolder()).as("verifies its holder").isEqualTo(this.used.verifiesHolder());
				assertThat(lock.timeResolution()).isEqualTo(this.used.timeResolution());
				assertThat(lock.coordinates())
					.isEqualTo(this.used.coordinates(this.used.lockName(this.name, election), this.namespace));
				assertThat(candidate.elections().get(election).status().lock()).isEqualTo(lock.coordinates());
			}
		}
	}

	/**
	 * Checks, after more than one lease duration, that the leader has kept its leadership
	 * and that no other replica has led. If another program's Pod holds a lock for life,
	 * checks instead that no replica has led, and deletes the Pod.
	 */
	void checkNothingHasChanged() {
		assertThat(this.follower.leadsAny()).as("the follower leads").isFalse();
		assertThat(this.follower.notifications()).isEmpty();
		if (this.used.isHeldForLife()) {
			assertThat(this.leader.leadsAny()).as("a live Pod's lock for life was taken").isFalse();
			assertThat(this.leader.notifications()).isEmpty();
			Pods.delete(this.admin, this.name + "-theirs");
			return;
		}
		assertThat(this.leader.leadsAll()).as("the leader leads").isTrue();
		assertThat(this.leader.notifications()).doesNotContain("revoked a", "revoked b", "revoked " + this.name)
			.hasSize(this.used.electionNames(this.name).size());
		checkStatusFiles();
	}

	/**
	 * Returns whether each election has exactly one leader. Two replicas that wait for
	 * the same Pod to disappear might each win one election.
	 */
	boolean eachHasOneLeader() {
		Set<String> leaders = this.leader.led();
		Set<String> followers = this.follower.led();
		return this.used.electionNames(this.name)
			.stream()
			.allMatch((election) -> leaders.contains(election) ^ followers.contains(election));
	}

	/**
	 * Ends the leadership of the replica that leads, in the way that the case allows.
	 */
	void handOver() {
		if (this.follower.leadsAny() && !this.leader.leadsAny()) {
			AssembledCandidate first = this.leader;
			this.leader = this.follower;
			this.follower = first;
		}
		this.retired = this.leader;
		Set<String> retired = this.retired.led();
		Set<String> followers = this.follower.led();
		if (this.used.isForLife()) {
			for (LeaderElection election : this.leader.elections().values()) {
				assertThat(election.yieldLeadership()).as("for life").isFalse();
			}
			assertThat(this.leader.led()).isEqualTo(retired);
		}
		else if (!this.used.exits() && !this.used.startsWithOneElection()) {
			this.leader.elections().values().forEach((election) -> assertThat(election.yieldLeadership()).isTrue());
			return;
		}
		this.leader.close();
		assertThat(this.leader.leadsAny()).as("closed").isFalse();
		if (this.used.isForLife() || this.used.is("shutdown.release-lock", "false")) {
			assertThat(this.follower.led()).as("the lock is not released").isEqualTo(followers);
			this.pods.stream().filter(this::belongsToRetired).forEach((pod) -> Pods.delete(this.admin, pod));
		}
	}

	private boolean belongsToRetired(String pod) {
		return this.retired.elections().values().iterator().next().identity().equals(pod);
	}

	boolean hasHandedOver() {
		return this.follower.leadsAll() && !this.retired.leadsAny() && statusFilesMatch();
	}

	private void checkStatusFiles() {
		assertThat(statusFilesMatch()).as("status files").isTrue();
	}

	private boolean statusFilesMatch() {
		if (this.used.is("status-file", "false")) {
			return true;
		}
		return List.of(this.leader, this.follower)
			.stream()
			.flatMap((candidate) -> candidate.elections().values().stream())
			.allMatch((election) -> Files
				.exists(this.folder.resolve(election.identity() + "-" + election.name())) == election.isLeader());
	}

	@Override
	public void close() {
		for (AssembledCandidate candidate : new AssembledCandidate[] { this.follower, this.leader }) {
			if (candidate != null) {
				candidate.close();
			}
		}
		this.pods.forEach((pod) -> Pods.delete(this.admin, pod));
	}

	@Override
	public String toString() {
		return this.used.toString();
	}

}
