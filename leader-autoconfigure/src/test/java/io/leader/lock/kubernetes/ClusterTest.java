package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;

import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.support.Await;
import io.leader.support.Contender;
import io.leader.support.TestCluster;

/**
 * Base class for tests with candidates of one election on the API server.
 */
abstract class ClusterTest {

	static final String REAL_CLUSTER = "io.leader.support.TestCluster#isReal";

	private static final Duration LIMIT = Duration.ofSeconds(20);

	final TestCluster cluster;

	final String name = "election-" + UUID.randomUUID();

	final List<Contender> contenders = new ArrayList<>();

	final KubernetesClient admin;

	ClusterTest() {
		this(TestCluster.get());
	}

	ClusterTest(TestCluster cluster) {
		this.cluster = cluster;
		this.admin = cluster.client();
	}

	@AfterEach
	void close() {
		this.contenders.forEach(Contender::close);
		this.admin.close();
	}

	Contender contender(String identity) {
		return contender(Contender.of(this.name, identity));
	}

	Contender contender(Contender.Builder builder) {
		Contender contender = builder.start();
		this.contenders.add(contender);
		return contender;
	}

	/**
	 * Returns a function that creates the lock under test.
	 * @param type leases, configmaps, or endpoints
	 */
	Function<KubernetesConnection, ElectionLock> lockOfType(String type) {
		return (connection) -> switch (type) {
			case "leases" -> new LeaseLock(connection, this.cluster.namespace(), this.name);
			case "configmaps" -> new ConfigMapLock(connection, this.cluster.namespace(), this.name, false, null);
			default -> new EndpointsLock(connection, this.cluster.namespace(), this.name, false, null);
		};
	}

	/**
	 * Waits until a condition is true, for longer than other tests wait, since the API
	 * server runs on the same busy machine.
	 */
	void await(Callable<Boolean> condition) {
		Await.await(LIMIT, condition);
	}

	/**
	 * Waits until exactly one contender leads and has been notified of the grant, and
	 * returns this contender.
	 */
	Contender leader() {
		await(() -> this.contenders.stream()
			.filter(Contender::leads)
			.filter(Contender::wasNotifiedOfGrant)
			.count() == 1);
		return this.contenders.stream().filter(Contender::leads).findFirst().orElseThrow();
	}

	Lease lease() {
		return this.admin.leases().inNamespace(this.cluster.namespace()).withName(this.name).get();
	}

}
