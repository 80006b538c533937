package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.kubernetes.Permission;
import io.leader.kubernetes.ResourceVersion;
import io.leader.kubernetes.Times;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The lock type {@code configmaps} in mode {@code for-life}: a ConfigMap that is owned by
 * the leader's Pod and no other Pod, as in operator-sdk and kube-leader. The lock is held
 * until that Pod is gone, and is neither renewed nor released. Kubernetes deletes the
 * ConfigMap with the Pod, unless it has other owners.
 * <p>
 * The record is stored in a separate annotation, which other programs leave alone. If
 * that annotation is missing, is unreadable, or specifies a holder other than the owner,
 * the owner counts as the holder. If the annotation is missing or unreadable, a ConfigMap
 * with data or other owners is not used as a lock.
 */
public final class ForLifeConfigMapLock extends KubernetesLock {

	private static final String RECORD = "leader.io/record";

	/**
	 * Creates a lock. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the ConfigMap's namespace, which is that of the Pods
	 * @param name the ConfigMap's name
	 * @param owner this process's Pod
	 */
	public ForLifeConfigMapLock(KubernetesConnection connection, String namespace, String name, PodOwner owner) {
		super(connection, ObjectKind.CONFIG_MAP, namespace, name, owner, true);
	}

	/**
	 * Returns whether an object without the record of a renewed lock is a lock for life,
	 * created by this library or by another program.
	 */
	static boolean isHeldForLife(ObjectNode object) {
		return PodOwner.of(object) != null || object.path("metadata").path("annotations").has(RECORD);
	}

	/**
	 * Returns whether a lock has data, or more than one owner.
	 */
	private static boolean isShared(ObjectNode object) {
		return ForeignData.isIn(object) || ForeignData.owners(object) > 1;
	}

	@Override
	LockSnapshot format(ObjectNode object) {
		long version = ResourceVersion.of(object);
		PodOwner owner = PodOwner.of(object);
		if (owner == null) {
			return LockSnapshot.foreign(version,
					"%s exists but is not owned by exactly one Pod, so it is not a lock for life. Use another leader.lock-name."
						.formatted(this));
		}
		ObjectNode fields = KubernetesApi
			.parse(object.path("metadata").path("annotations").path(RECORD).asString("null"));
		LockRecord written = (fields != null) ? RecordFields.read(fields, "leaderTransitions", object) : null;
		if (written != null && written.holder().equals(owner.name())) {
			return LockSnapshot.of(version, written, object);
		}
		if (written == null && isShared(object)) {
			return LockSnapshot.foreign(version,
					"%s has data or owners besides a Pod, so it is not a lock for life. Use another leader.lock-name."
						.formatted(this));
		}
		String mark = InstanceAnnotation.read(object);
		return LockSnapshot.of(version,
				new LockRecord(owner.name(), 0,
						Times.parse(object.path("metadata").path("creationTimestamp").asString("")), null, 0,
						(mark != null) ? mark : owner.uid() + "/unknown"),
				object);
	}

	@Override
	void write(ObjectNode object, LockRecord record) {
		ObjectNode fields = KubernetesApi.object();
		RecordFields.write(fields, record, "leaderTransitions", Times::micro);
		object.withObject("/metadata").withObject("/annotations").put(RECORD, fields.toString());
		InstanceAnnotation.write(object, record.instance());
	}

	/**
	 * Replaces the record. If the lock belongs to another Pod, which must be gone, the
	 * lock is deleted and recreated, since the garbage collector might be about to delete
	 * it. If such a lock has data or other owners, the call fails instead.
	 */
	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		if (expected.source() instanceof ObjectNode seen && isOwn(seen)) {
			return super.replace(expected, record, timeout);
		}
		if (expected.source() instanceof ObjectNode seen && isShared(seen)) {
			throw new LockException(Kind.DENIED,
					"%s has data or owners added by others, so this candidate does not acquire the lock, which would require deleting the ConfigMap. Remove the data and the other owners, or delete the ConfigMap."
						.formatted(this),
					null);
		}
		long deadline = System.nanoTime() + timeout.toNanos();
		delete(expected, timeout);
		Duration left = Duration.ofNanos(deadline - System.nanoTime());
		if (left.isNegative() || left.isZero()) {
			throw new LockException(Kind.FAILED, "Acquiring " + this + " took too long.", null);
		}
		return create(record, left);
	}

	@Override
	public List<Permission> permissions() {
		List<Permission> permissions = new ArrayList<>(super.permissions());
		permissions.add(deletePermission());
		permissions.add(new Permission("", "pods", "delete", deletePermission().namespace(), null));
		return permissions;
	}

	@Override
	public Duration timeResolution() {
		return Times.MICROSECOND;
	}

	@Override
	public boolean isHeldForLife() {
		return true;
	}

}
