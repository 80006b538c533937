package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EndpointsBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.engine.ElectionTimings;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.support.Contender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests candidates that find an unexpected object in place of their lock. They log a
 * clear message, do not take over a lock that might be held, and recover without a
 * restart.
 */
@EnabledIf(value = ClusterTest.REAL_CLUSTER,
		disabledReason = "the in-process API server streams no watches over plain HTTP")
@ExtendWith(OutputCaptureExtension.class)
class StrangeObjectsTests extends ClusterTest {

	/**
	 * Timings with a lease duration so long that a lease expires only if a test advances
	 * the clock of a contender.
	 */
	private static final ElectionTimings TIMINGS = new ElectionTimings(Duration.ofSeconds(60), Duration.ofSeconds(40),
			Duration.ofMillis(500));

	private static final Duration ALMOST_A_LEASE = Duration.ofSeconds(50);

	private static final String ANNOTATION = "control-plane.alpha.kubernetes.io/leader";

	private Function<KubernetesConnection, ElectionLock> lock(String type, String namespace) {
		return (connection) -> switch (type) {
			case "leases" -> new LeaseLock(connection, namespace, this.name);
			case "configmaps" -> new ConfigMapLock(connection, namespace, this.name, false, null);
			default -> new EndpointsLock(connection, namespace, this.name, false, null);
		};
	}

	private Contender candidate(String type) {
		return candidate(type, Contender.QUICK);
	}

	private Contender candidate(String type, ElectionTimings timings) {
		return contender(Contender.of(this.name, "ours").timings(timings).lock(lock(type, this.cluster.namespace())));
	}

	private ObjectMeta metadata(Map<String, String> annotations) {
		return new ObjectMetaBuilder().withName(this.name)
			.withNamespace(this.cluster.namespace())
			.withAnnotations(annotations)
			.build();
	}

	private HasMetadata object(String type, String record) {
		ObjectMeta metadata = metadata((record != null) ? Map.of(ANNOTATION, record) : Map.of());
		return switch (type) {
			case "leases" -> new LeaseBuilder().withMetadata(metadata).build();
			case "configmaps" -> new ConfigMapBuilder().withMetadata(metadata).addToData("color", "blue").build();
			default -> new EndpointsBuilder().withMetadata(metadata).build();
		};
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "configmaps|held by me", "endpoints|[1,2]", "configmaps|{\"holderIdentity\":{\"name\":\"x\"}}" })
	void anUnreadableRecordCountsAsHeldForOneLeaseAndIsSaidOnce(String type, String record, CapturedOutput output)
			throws Exception {
		this.admin.resource(object(type, record)).create();
		Contender ours = candidate(type, TIMINGS);
		await(() -> ours.election().status().problem() != null);
		assertThat(ours.election().status().problem()).contains("cannot be parsed", record);
		ours.assertFollowsFor(ALMOST_A_LEASE);
		ours.skip(TIMINGS.leaseDuration().minus(ALMOST_A_LEASE));
		await(ours::leads);
		await(() -> ours.election().status().problem() == null);
		assertThat(output.toString().split("cannot be parsed", -1)).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "configmaps", "endpoints" })
	void anObjectThatIsNotALockIsLeftAloneUntilItIsGone(String type, CapturedOutput output) throws Exception {
		this.admin.resource(object(type, null)).create();
		Contender ours = candidate(type, TIMINGS);
		await(() -> ours.election().status().problem() != null);
		assertThat(ours.election().status().problem()).contains("it is not a lock", "leader.lock.adopt-existing");
		ours.assertFollowsFor(TIMINGS.leaseDuration().multipliedBy(2));
		this.admin.resource(object(type, null)).delete();
		await(ours::leads);
		assertThat(output.toString().split("it is not a lock", -1)).as("logged once").hasSize(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"configmaps|{\"holderIdentity\":\"other\",\"leaseDurationSeconds\":-15,\"renewTime\":\"9999-12-31T23:59:59Z\"}",
			"endpoints|{\"holderIdentity\":\"other\",\"leaseDurationSeconds\":0}",
			"configmaps|{\"holderIdentity\":\"other\",\"acquireTime\":\"99999-01-01T00:00:00Z\"}" })
	void withoutAValidDurationTheConfiguredLeaseIsWaitedOut(String type, String record) throws Exception {
		this.admin.resource(object(type, record)).create();
		Contender ours = candidate(type, TIMINGS);
		await(() -> "other".equals(ours.election().status().leader()));
		ours.assertFollowsFor(ALMOST_A_LEASE);
		ours.skip(TIMINGS.leaseDuration().minus(ALMOST_A_LEASE));
		await(ours::leads);
	}

	@ParameterizedTest
	@ValueSource(strings = { "configmaps", "endpoints" })
	void aHugeDurationIsBelieved(String type) throws Exception {
		this.admin.resource(object(type, "{\"holderIdentity\":\"other\",\"leaseDurationSeconds\":2147483647}"))
			.create();
		Contender ours = candidate(type, TIMINGS);
		await(() -> "other".equals(ours.election().status().leader()));
		ours.assertFollowsFor(TIMINGS.leaseDuration().multipliedBy(2));
	}

	@Test
	void aHolderOfTenKilobytesWithControlCharactersDoesNotGarbleTheLog(CapturedOutput output) {
		String holder = "a\\nWARN nonsense\\u0007" + "x".repeat(10_000);
		this.admin.resource(object("configmaps", "{\"holderIdentity\":\"" + holder + "\",\"leaseDurationSeconds\":1}"))
			.create();
		Contender ours = candidate("configmaps");
		await(ours::leads);
		await(() -> output.toString().contains("'a?WARN nonsense?xxx"));
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("WARN nonsense"))
			.allMatch((line) -> line.length() < 2000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aLockBeingDeletedIsReportedAndReplacedOnceItIsGone(String type, CapturedOutput output) {
		Contender ours = candidate(type);
		await(ours::leads);
		HasMetadata object = object(type, null);
		this.admin.resource(object)
			.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":[\"example.com/wait\"]}}");
		this.admin.resource(object).delete();
		await(() -> output.toString().contains("is being deleted and waits for its finalizers [\"example.com/wait\"]"));
		assertThat(ours.leads()).isTrue();
		this.admin.resource(object)
			.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
		await(() -> ours.received().equals(List.of("granted", "revoked", "granted")));
		await(() -> ours.election().status().problems().isEmpty());
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aMissingNamespaceIsReportedAndCreatingItHelps(String type, CapturedOutput output) {
		String namespace = "missing-" + this.name.substring(0, 17);
		Contender ours = contender(Contender.of(this.name, "ours").lock(lock(type, namespace)));
		await(() -> ours.election().status().problem() != null);
		assertThat(ours.election().status().problem()).contains("namespace '" + namespace + "'");
		this.admin.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
			.create();
		try {
			await(ours::leads);
			await(() -> ours.election().status().problem() == null);
		}
		finally {
			this.admin.namespaces().withName(namespace).delete();
		}
		assertThat(output.toString().split("cannot be created", -1)).as("logged once").hasSizeLessThan(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aTerminatingNamespaceIsReported(String type) {
		String namespace = "leaving-" + this.name.substring(0, 17);
		this.admin
			.resource(new NamespaceBuilder().withNewMetadata()
				.withName(namespace)
				.endMetadata()
				.withNewSpec()
				.withFinalizers("kubernetes")
				.endSpec()
				.build())
			.create();
		this.admin.namespaces().withName(namespace).delete();
		Contender ours = contender(Contender.of(this.name, "ours").lock(lock(type, namespace)));
		await(() -> ours.election().status().problem() != null);
		assertThat(ours.election().status().problem()).contains("namespace '" + namespace + "'");
		assertThat(ours.leads()).isFalse();
	}

}
