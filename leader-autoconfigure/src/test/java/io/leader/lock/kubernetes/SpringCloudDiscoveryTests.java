package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.support.Await;
import io.leader.support.SpringCloudDiscoveryPeer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests elections in an application that also uses the discovery client of Spring Cloud
 * Kubernetes 5, on Spring Boot 4.0 and the version of fabric8's client that Spring Cloud
 * brings: both work with the same client library, and leadership is handed over.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster that other processes can use")
class SpringCloudDiscoveryTests extends ClusterTest {

	private final List<SpringCloudDiscoveryPeer> replicas = new ArrayList<>();

	private SpringCloudDiscoveryPeer replica(String lockType) {
		String pod = this.name + "-" + this.replicas.size();
		SpringCloudDiscoveryPeer replica = new SpringCloudDiscoveryPeer(pod, lockType, this.name + "-lock");
		this.replicas.add(replica);
		awaitOf(replica, replica::isReady);
		return replica;
	}

	@AfterEach
	void closeReplicas() {
		this.replicas.forEach(SpringCloudDiscoveryPeer::close);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void electsBesideTheDiscoveryClient(String lockType) {
		this.admin
			.resource(new ServiceBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(cluster.namespace())
				.endMetadata()
				.withNewSpec()
				.addNewPort()
				.withPort(80)
				.endPort()
				.endSpec()
				.build())
			.create();
		SpringCloudDiscoveryPeer first = replica(lockType);
		awaitOf(first, first::leads);
		assertThat(first.printed("found " + this.name)).isTrue();
		SpringCloudDiscoveryPeer second = replica(lockType);
		assertThat(second.terms()).isEmpty();
		first.close();
		awaitOf(second, second::leads);
	}

	private static void awaitOf(SpringCloudDiscoveryPeer peer, Callable<Boolean> condition) {
		Await.await(Duration.ofSeconds(30), peer, condition);
	}

}
