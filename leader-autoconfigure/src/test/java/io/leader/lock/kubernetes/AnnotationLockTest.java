package io.leader.lock.kubernetes;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base class for tests of locks whose record is in an annotation.
 */
abstract class AnnotationLockTest extends KubernetesLockContract {

	private static final String ANNOTATION = "control-plane.alpha.kubernetes.io/leader";

	private static final ObjectMapper json = new ObjectMapper();

	private final String kind;

	AnnotationLockTest(String kind) {
		this.kind = kind;
	}

	abstract ElectionLock lock(boolean adoptExisting);

	/**
	 * Returns sample application content for an object of this kind, which the lock must
	 * preserve.
	 */
	abstract Map<String, Object> content();

	@Override
	protected ElectionLock lock() {
		return lock(false);
	}

	private Resource<GenericKubernetesResource> resource() {
		return admin.genericKubernetesResources("v1", this.kind).inNamespace(cluster.namespace()).withName(this.name);
	}

	@Override
	protected void delete() {
		resource().delete();
	}

	private void create(Map<String, String> annotations) {
		GenericKubernetesResource object = new GenericKubernetesResource();
		object.setApiVersion("v1");
		object.setKind(this.kind);
		object.setMetadata(new ObjectMetaBuilder().withName(this.name)
			.withNamespace(cluster.namespace())
			.withLabels(Map.of("team", "payments"))
			.withAnnotations(annotations)
			.build());
		object.setAdditionalProperties(new HashMap<>(content()));
		admin.resource(object).create();
	}

	private JsonNode annotation() throws Exception {
		return json.readTree(resource().get().getMetadata().getAnnotations().get(ANNOTATION));
	}

	@Test
	void writesTheFormatOfClientGo() throws Exception {
		ElectionLock lock = lock();
		LockSnapshot held = lock.create(new LockRecord("pod-1", 15, Instant.parse("2026-03-01T10:00:00.123Z"),
				Instant.parse("2026-03-01T10:00:05Z"), 4, "uid/start"), TIMEOUT);
		assertThat(annotation()).isEqualTo(json.readTree(
				"{\"holderIdentity\":\"pod-1\",\"leaseDurationSeconds\":15,\"acquireTime\":\"2026-03-01T10:00:00Z\","
						+ "\"renewTime\":\"2026-03-01T10:00:05Z\",\"leaderTransitions\":4}"));
		assertThat(resource().get().getMetadata().getAnnotations()).containsEntry("leader.io/instance", "uid/start");
		Instant now = Instant.parse("2026-03-01T10:00:07Z");
		lock.replace(held, new LockRecord("", 1, now, now, 4, "uid/start"), TIMEOUT);
		assertThat(annotation())
			.isEqualTo(json.readTree("{\"leaseDurationSeconds\":1,\"acquireTime\":\"2026-03-01T10:00:07Z\","
					+ "\"renewTime\":\"2026-03-01T10:00:07Z\",\"leaderTransitions\":4}"));
	}

	@Test
	void keepsFieldsOfOthersOverAHundredRenewals() throws Exception {
		create(Map.of("example.com/note", "keep me", ANNOTATION, "{\"strategy\":\"theirs\",\"preferred\":[1,2]}"));
		ElectionLock lock = lock();
		LockSnapshot snapshot = lock.read(TIMEOUT);
		assertThat(snapshot.record().isFree()).isTrue();
		for (int i = 0; i < 100; i++) {
			snapshot = lock.replace(snapshot, record((i % 2 == 0) ? "one" : "two", i), TIMEOUT);
		}
		GenericKubernetesResource object = resource().get();
		assertThat(object.getAdditionalProperties()).containsAllEntriesOf(content());
		assertThat(object.getMetadata().getLabels()).containsEntry("team", "payments");
		assertThat(object.getMetadata().getAnnotations()).containsEntry("example.com/note", "keep me");
		assertThat(annotation().path("strategy").asString()).isEqualTo("theirs");
		assertThat(annotation().path("preferred")).hasSize(2);
		assertThat(annotation().path("holderIdentity").asString()).isEqualTo("two");
	}

	@Test
	void anObjectWithoutTheAnnotationIsNoLockUnlessItIsAdopted() {
		create(Map.of("example.com/note", "keep me"));
		LockSnapshot foreign = lock().read(TIMEOUT);
		assertThat(foreign.record()).isNull();
		assertThat(foreign.reason()).contains(this.name, "leader.lock.adopt-existing=true", "leader.lock-name");
		ElectionLock adopting = lock(true);
		LockSnapshot adopted = adopting.replace(adopting.read(TIMEOUT), record("one", 0), TIMEOUT);
		assertThat(adopted.record().holder()).isEqualTo("one");
		assertThat(resource().get().getAdditionalProperties()).containsAllEntriesOf(content());
		assertThat(lock().read(TIMEOUT).record().holder()).as("from now on it is a lock").isEqualTo("one");
	}

	@Test
	void aLockForLifeIsNotMistakenForAFreeOne() {
		create(Map.of("leader.io/instance", "uid/one", "leader.io/record", "{\"holderIdentity\":\"one\"}"));
		assertThat(lock().read(TIMEOUT).reason()).contains("lock for life", "leader.lock.for-life=true");
		assertThat(lock(true).read(TIMEOUT).record()).isNull();
	}

	@Test
	void itsOwnLockIsStillALockAfterItsAnnotationIsRemoved() {
		create(Map.of("leader.io/instance", "uid/one"));
		assertThat(lock().read(TIMEOUT).record().isFree()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "held by me", "[]", "\"text\"", "{\"holderIdentity\":7}",
			"{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":\"15\"}",
			"{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":1e99}",
			"{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":99999999999}",
			"{\"holderIdentity\":\"a\",\"leaderTransitions\":{}}", "" })
	void anInvalidAnnotationIsUnreadableAndTheReasonIsGiven(String annotation) {
		create(Map.of(ANNOTATION, annotation));
		LockSnapshot snapshot = lock().read(TIMEOUT);
		assertThat(snapshot.record()).isNull();
		assertThat(snapshot.isAbsent()).isFalse();
		assertThat(snapshot.reason()).contains(this.name, "cannot be parsed");
		ElectionLock lock = lock();
		assertThat(lock.replace(snapshot, record("one", 0), TIMEOUT).record().holder()).as("can be repaired")
			.isEqualTo("one");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"holderIdentity\":\"a\"}",
			"{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":-15,\"renewTime\":null}",
			"{\"holderIdentity\":\"a\",\"leaseDurationSeconds\":0,\"renewTime\":\"yesterday\",\"acquireTime\":7}" })
	void missingAndUnusualFieldsAreReadLeniently(String annotation) {
		create(Map.of(ANNOTATION, annotation));
		assertThat(lock().read(TIMEOUT).record()).isEqualTo(new LockRecord("a", 0, null, null, 0, null));
	}

	@Test
	void theRecordOfFabric8sConfigMapLockIsNamedAndLeftAlone() {
		create(Map.of(ANNOTATION,
				"{\"holderIdentity\":\"theirs\",\"leaseDuration\":\"PT15S\",\"acquireTime\":\"2026-01-01T00:00:00Z\","
						+ "\"renewTime\":\"2026-01-01T00:00:00Z\",\"leaderTransitions\":0}"));
		LockSnapshot snapshot = lock().read(TIMEOUT);
		assertThat(snapshot.record()).isNull();
		assertThat(snapshot.reason()).contains("fabric8's ConfigMapLock", "'theirs'", "PT15S");
	}

}
