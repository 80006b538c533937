package io.leader.lock.kubernetes;

import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.kubernetes.ResourceVersion;
import io.leader.kubernetes.Times;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.PrintableText;

/**
 * A lock whose record is JSON in the annotation
 * {@code control-plane.alpha.kubernetes.io/leader}, in the format of Kubernetes'
 * client-go. The instance mark is in a separate annotation. Everything else in the object
 * and any unknown fields of the record belong to other programs and are kept, except that
 * Pods of holders are added to and removed from the object's owners.
 * <p>
 * An object without a record is used as a lock only if it has an instance mark, or if the
 * application is configured to adopt existing objects.
 */
abstract sealed class AnnotationLock extends KubernetesLock permits ConfigMapLock, EndpointsLock {

	private static final String ANNOTATION = "control-plane.alpha.kubernetes.io/leader";

	private final boolean adoptExisting;

	AnnotationLock(KubernetesConnection connection, ObjectKind kind, String namespace, String name,
			boolean adoptExisting, @Nullable PodOwner owner) {
		super(connection, kind, namespace, name, owner, false);
		this.adoptExisting = adoptExisting;
	}

	@Override
	LockSnapshot format(ObjectNode object) {
		long version = ResourceVersion.of(object);
		JsonNode annotation = object.path("metadata").path("annotations").path(ANNOTATION);
		if (!annotation.isString()) {
			return withoutRecord(object, version);
		}
		ObjectNode json = KubernetesApi.parse(annotation.asString(""));
		if (json == null) {
			return unreadable(object, version, annotation.asString(""));
		}
		if (json.path("leaseDuration").isString() && !json.has("leaseDurationSeconds")) {
			return LockSnapshot.foreign(version,
					("%s is held by '%s' in a format that only fabric8's ConfigMapLock uses (\"leaseDuration\": \"%s\"). "
							+ "No other program can share it: use another leader.lock-name, or delete it after its "
							+ "holders are gone.")
						.formatted(this, PrintableText.of(json.path("holderIdentity").asString("")),
								PrintableText.of(json.path("leaseDuration").asString(""))));
		}
		LockRecord record = RecordFields.read(json, "leaderTransitions", object);
		return (record != null) ? withoutOwner(object, LockSnapshot.of(version, record, object))
				: unreadable(object, version, annotation.asString(""));
	}

	private LockSnapshot unreadable(ObjectNode object, long version, String found) {
		return LockSnapshot.unreadable(version,
				"the record in annotation %s of %s cannot be parsed; the lock counts as held until its record has been unchanged for the lease duration; found: %s"
					.formatted(ANNOTATION, this, PrintableText.of(found, RecordFields.EXCERPT)),
				found, object);
	}

	private LockSnapshot withoutRecord(ObjectNode object, long version) {
		if (ForLifeConfigMapLock.isHeldForLife(object)) {
			return LockSnapshot.foreign(version,
					"%s is a lock for life, not one that is renewed. Use another leader.lock-name, or set leader.lock.for-life=true."
						.formatted(this));
		}
		String mark = InstanceAnnotation.read(object);
		if (mark == null && this.adoptExisting && isToBeOwned()
				&& (ForeignData.isIn(object) || ForeignData.owners(object) > 0)) {
			return LockSnapshot.foreign(version,
					"%s has data or owners added by others, and with leader.lock.owner-reference, Kubernetes would delete it with the leader's Pod, so it is not used as a lock. Use another leader.lock-name, or disable leader.lock.owner-reference."
						.formatted(this));
		}
		if (this.adoptExisting || mark != null) {
			return withoutOwner(object, LockSnapshot.of(version, new LockRecord("", 0, null, null, 0, mark), object));
		}
		return LockSnapshot.foreign(version,
				"%s exists but has no annotation %s, so it is not a lock. Use another leader.lock-name, or set leader.lock.adopt-existing=true to make it one."
					.formatted(this, ANNOTATION));
	}

	private LockSnapshot withoutOwner(ObjectNode object, LockSnapshot snapshot) {
		return (!isToBeOwned() || mayBeOwned(object)) ? snapshot : snapshot.withWarning(
				"%s has data added by others, so the leader's Pod does not own it despite leader.lock.owner-reference: if that Pod is deleted, another candidate can acquire the lock only after the lease expires."
					.formatted(this));
	}

	@Override
	boolean mayBeOwned(ObjectNode object) {
		return !ForeignData.isIn(object);
	}

	@Override
	public Duration timeResolution() {
		return Times.SECOND;
	}

	@Override
	void write(ObjectNode object, LockRecord record) {
		ObjectNode annotations = object.withObject("/metadata").withObject("/annotations");
		ObjectNode json = json(annotations.path(ANNOTATION).stringValue(null));
		RecordFields.write(json, record, "leaderTransitions", Times::second);
		annotations.put(ANNOTATION, json.toString());
		InstanceAnnotation.write(object, record.instance());
	}

	private static ObjectNode json(@Nullable String present) {
		ObjectNode json = (present != null) ? KubernetesApi.parse(present) : null;
		return (json != null) ? json : KubernetesApi.object();
	}

}
