package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import io.leader.engine.ElectionTimings;
import io.leader.support.Await;
import io.leader.support.ObservedPeer.ObservedTerm;
import io.leader.support.SpringCloudDiscoveryPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests elections in an application that also uses the discovery client of Spring Cloud
 * Kubernetes 5, on Spring Boot 4.0 and the version of fabric8's client that Spring Cloud
 * depends on. The elections and the discovery client work with the same client library,
 * and a leader that stops hands over before its lease expires.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster that other processes can use")
class SpringCloudDiscoveryTests extends ClusterTest {

	private static final Duration LEASE = ElectionTimings.DEFAULTS.leaseDuration();

	private final List<SpringCloudDiscoveryPeer> replicas = new ArrayList<>();

	private SpringCloudDiscoveryPeer replica() {
		String pod = this.name + "-" + this.replicas.size();
		SpringCloudDiscoveryPeer replica = new SpringCloudDiscoveryPeer(pod, this.name + "-lock");
		this.replicas.add(replica);
		Await.await(Await.START, replica, replica::isReady);
		return replica;
	}

	@AfterEach
	void closeReplicas() {
		this.replicas.forEach(SpringCloudDiscoveryPeer::close);
	}

	@Test
	void electsBesideTheDiscoveryClient() {
		this.admin
			.resource(new ServiceBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.withNewSpec()
				.addNewPort()
				.withPort(80)
				.endPort()
				.endSpec()
				.build())
			.create();
		SpringCloudDiscoveryPeer first = replica();
		awaitOf(first, first::leads);
		assertThat(first.printed("found " + this.name)).isTrue();
		SpringCloudDiscoveryPeer second = replica();
		assertThat(second.terms()).isEmpty();
		first.close();
		awaitOf(second, second::leads);
		ObservedTerm former = first.terms().get(0);
		assertThat(former.notified()).isTrue();
		assertThat(second.terms().get(0).from()).isBetween(former.to(), former.to() + LEASE.toNanos() - 1);
	}

	private static void awaitOf(SpringCloudDiscoveryPeer peer, Callable<Boolean> condition) {
		Await.await(Duration.ofSeconds(30), peer, condition);
	}

}
