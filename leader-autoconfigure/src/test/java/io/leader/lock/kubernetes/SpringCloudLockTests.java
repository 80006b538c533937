package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.Pods;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SpringCloudLockTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String ENTRY = "leader.id.orders";

	private final TestCluster cluster = TestCluster.get();

	private final KubernetesClient admin = this.cluster.client();

	private final KubernetesConnection connection = new KubernetesConnection(this.cluster.config(),
			new ApiStatistics(Duration.ofDays(1)));

	private final String name = "leaders-" + UUID.randomUUID();

	private final AtomicLong seconds = new AtomicLong();

	private final List<String> pods = new ArrayList<>();

	private SpringCloudLock lock(String pod) {
		return new SpringCloudLock(this.connection, this.cluster.namespace(), this.name, ENTRY, pod,
				this.cluster.namespace(), Duration.ofSeconds(15), () -> TimeUnit.SECONDS.toNanos(this.seconds.get()));
	}

	private String pod(String suffix, boolean ready) {
		String pod = this.name + "-" + suffix;
		Pods.create(this.admin, pod, Map.of());
		Pods.setReady(this.admin, pod, ready);
		this.pods.add(pod);
		return pod;
	}

	private static LockRecord claim(String pod) {
		return new LockRecord(pod, 15, null, null, 0, "-/" + pod);
	}

	private void entry(String holder) {
		this.admin
			.resource(new ConfigMapBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.addToData(ENTRY, holder)
				.addToData("leader.id.other", "somebody")
				.build())
			.createOr((existing) -> existing.update());
	}

	private ConfigMap configMap() {
		return this.admin.configMaps().inNamespace(this.cluster.namespace()).withName(this.name).get();
	}

	private static void assertRefused(Kind kind, String because, Runnable write) {
		assertThatExceptionOfType(LockException.class).isThrownBy(write::run)
			.withMessageContaining(because)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(kind));
	}

	@AfterEach
	void close() {
		this.pods.forEach((pod) -> Pods.delete(this.admin, pod));
		this.connection.close();
		this.admin.close();
	}

	@Test
	void writesAndReleasesTheEntryLikeSpringCloud() {
		String me = pod("me", true);
		SpringCloudLock lock = lock(me);
		LockSnapshot created = lock.create(claim(me), TIMEOUT);
		assertThat(created.record()).isEqualTo(claim(me));
		assertThat(configMap().getData()).containsEntry(ENTRY, me);
		assertThat(configMap().getMetadata().getLabels()).containsEntry("provider", "spring-cloud-kubernetes")
			.containsEntry("kind", "leaders");
		LockSnapshot released = lock.replace(created, new LockRecord("", 1, null, null, 0, null), TIMEOUT);
		assertThat(released.record().isFree()).isTrue();
		assertThat(lock(me).read(TIMEOUT).record()).isEqualTo(released.record());
		assertThat(configMap().getData()).isNullOrEmpty();
	}

	@Test
	void keepsTheEntriesOfOtherRolesAndAcquiresAFreeOne() {
		String me = pod("me", true);
		entry("");
		SpringCloudLock lock = lock(me);
		lock.replace(lock.read(TIMEOUT), claim(me), TIMEOUT);
		assertThat(configMap().getData()).containsEntry("leader.id.other", "somebody").containsEntry(ENTRY, me);
		assertThat(lock.read(TIMEOUT).record()).isEqualTo(claim(me));
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
	}

	@Test
	void doesNotClaimBeforeItsPodIsReady() {
		String me = pod("me", false);
		assertRefused(Kind.DENIED, "is not Ready yet", () -> lock(me).create(claim(me), TIMEOUT));
		assertRefused(Kind.DENIED, "There is no Pod",
				() -> lock(this.name + "-none").create(claim(this.name + "-none"), TIMEOUT));
		assertRefused(Kind.DENIED, "is not the name of this process's Pod",
				() -> lock(me).create(claim("alias"), TIMEOUT));
		assertThat(configMap()).isNull();
	}

	@Test
	@EnabledIf(value = ClusterTest.REAL_CLUSTER,
			disabledReason = "the in-process API server does not state the reason for a 404")
	void aHolderIsGoneWithItsPodAndNotBefore() {
		String me = pod("me", true);
		String other = pod("other", true);
		entry(other);
		SpringCloudLock lock = lock(me);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
		Pods.delete(this.admin, other);
		LockSnapshot gone = lock.read(TIMEOUT);
		assertThat(gone.isHolderGone()).isTrue();
		pod("other", true);
		assertRefused(Kind.CONFLICT, "has returned", () -> lock.replace(gone, claim(me), TIMEOUT));
		Pods.delete(this.admin, other);
		assertThat(lock.replace(gone, claim(me), TIMEOUT).record().holder()).isEqualTo(me);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Not A Pod", "host_1", "../configmaps/x", "größe", "a\nb", "%" })
	void aHolderThatCannotBeAPodIsConsideredGone(String holder) {
		String me = pod("me", true);
		entry(holder);
		SpringCloudLock lock = lock(me);
		LockSnapshot found = lock.read(TIMEOUT);
		assertThat(found.record().holder()).isEqualTo(holder);
		assertThat(found.isHolderGone()).isTrue();
		assertThat(lock.replace(found, claim(me), TIMEOUT).record().holder()).isEqualTo(me);
	}

	@Test
	void aHolderIsGoneWhenItsPodHasNotBeenReadyForALease() {
		String me = pod("me", true);
		String other = pod("other", false);
		entry(other);
		SpringCloudLock lock = lock(me);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
		this.seconds.addAndGet(14);
		Pods.setReady(this.admin, other, true);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
		this.seconds.addAndGet(14);
		Pods.setReady(this.admin, other, false);
		assertThat(lock.read(TIMEOUT).isHolderGone()).as("the time starts again").isFalse();
		this.seconds.addAndGet(15);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isTrue();
	}

	@Test
	void anEntryLeftByAnEarlierProcessOfThisPodsNameIsWaitedOut() {
		String me = pod("me", true);
		entry(me);
		SpringCloudLock lock = lock(me);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
		this.seconds.addAndGet(15);
		LockSnapshot gone = lock.read(TIMEOUT);
		assertThat(gone.isHolderGone()).isTrue();
		lock.replace(gone, claim(me), TIMEOUT);
		this.seconds.addAndGet(100);
		assertThat(lock.read(TIMEOUT).isHolderGone()).as("its own").isFalse();
		this.seconds.addAndGet(100);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isFalse();
	}

	@Test
	@EnabledIf(value = ClusterTest.REAL_CLUSTER,
			disabledReason = "the in-process API server does not state the reason for a 404")
	void deletingTheConfigMapIsNoReleaseWhileTheHoldersPodExists() {
		String me = pod("me", true);
		String other = pod("other", true);
		entry(other);
		SpringCloudLock lock = lock(me);
		lock.read(TIMEOUT);
		this.admin.resource(configMap()).delete();
		LockSnapshot deleted = lock.read(TIMEOUT);
		assertThat(deleted.isAbsent()).isTrue();
		assertThat(deleted.isHolderGone()).isFalse();
		Pods.delete(this.admin, other);
		assertThat(lock.read(TIMEOUT).isHolderGone()).isTrue();
	}

}
