package io.leader.lock.kubernetes;

import java.time.Duration;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.kubernetes.ResourceVersion;
import io.leader.kubernetes.Times;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.PrintableText;

/**
 * The lock type {@code leases}: a {@code coordination.k8s.io/v1} Lease, in the format of
 * Kubernetes' client-go, so that other programs can compete for the same lock. The
 * instance mark is in the annotation {@code leader.io/instance}. All other fields belong
 * to other programs and are kept, except that Pods of holders are added to and removed
 * from the Lease's owners.
 * <p>
 * A Lease with {@code spec.strategy} is managed by Kubernetes' own coordinated leader
 * election and is not used as a lock.
 */
public final class LeaseLock extends KubernetesLock {

	/**
	 * Creates a lock. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the Lease's namespace
	 * @param name the Lease's name
	 */
	public LeaseLock(KubernetesConnection connection, String namespace, String name) {
		this(connection, namespace, name, null);
	}

	/**
	 * Creates a lock that a Pod owns while its process leads. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the Lease's namespace, which is that of the Pods
	 * @param name the Lease's name
	 * @param owner this process's Pod, or {@code null} if no Pod should own the lock
	 */
	public LeaseLock(KubernetesConnection connection, String namespace, String name, @Nullable PodOwner owner) {
		super(connection, ObjectKind.LEASE, namespace, name, owner, false);
	}

	@Override
	LockSnapshot format(ObjectNode object) {
		JsonNode spec = object.path("spec");
		long version = ResourceVersion.of(object);
		if (spec.hasNonNull("strategy")) {
			return LockSnapshot.foreign(version,
					"%s has spec.strategy '%s', so Kubernetes elects its holder. Use another leader.lock-name."
						.formatted(this, PrintableText.of(spec.path("strategy").asString(""))));
		}
		LockRecord record = RecordFields.read(spec, "leaseTransitions", object);
		return (record != null) ? LockSnapshot.of(version, record, object) : LockSnapshot.unreadable(version,
				"the record in %s cannot be parsed; the lock counts as held until its record has been unchanged for the lease duration; found: %s"
					.formatted(this, PrintableText.of(spec.toString(), RecordFields.EXCERPT)),
				spec, object);
	}

	@Override
	public Duration timeResolution() {
		return Times.MICROSECOND;
	}

	@Override
	void write(ObjectNode object, LockRecord record) {
		RecordFields.write(object.withObject("/spec"), record, "leaseTransitions", Times::micro);
		InstanceAnnotation.write(object, record.instance());
	}

}
