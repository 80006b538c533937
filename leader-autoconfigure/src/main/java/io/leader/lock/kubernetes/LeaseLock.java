package io.leader.lock.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.leader.election.LockRecord;
import io.leader.election.LockSnapshot;

/**
 * The lock type {@code leases}: a {@code coordination.k8s.io/v1} Lease, in the format of
 * Kubernetes' client-go, so that other programs can stand for the same lock. The instance
 * mark is in the annotation {@code leader.io/instance}. All other fields belong to others
 * and are kept.
 * <p>
 * A Lease with {@code spec.strategy} is under Kubernetes' own coordinated election and is
 * not used as a lock.
 */
public final class LeaseLock extends KubernetesLock {

	/**
	 * Creates a lock. Sends nothing.
	 * @param connection the connection to the API server
	 * @param namespace the Lease's namespace
	 * @param name the Lease's name
	 */
	public LeaseLock(KubernetesConnection connection, String namespace, String name) {
		super(connection, ObjectKind.LEASE, namespace, name);
	}

	@Override
	LockSnapshot format(ObjectNode object) {
		JsonNode spec = object.path("spec");
		long version = version(object);
		if (spec.hasNonNull("strategy")) {
			return LockSnapshot.foreign(version,
					"%s has spec.strategy '%s': Kubernetes itself elects its holder. Use another leader.lock-name."
						.formatted(this, spec.path("strategy").asText()));
		}
		JsonNode holder = spec.path("holderIdentity");
		JsonNode duration = spec.path("leaseDurationSeconds");
		JsonNode transitions = spec.path("leaseTransitions");
		if (!isTextOrNone(holder) || !isNumberOrNone(duration) || !isNumberOrNone(transitions)) {
			return LockSnapshot.unreadable(version,
					"the record in %s cannot be read; it counts as held while it is being changed: %s".formatted(this,
							spec),
					object);
		}
		return LockSnapshot.of(version, new LockRecord(holder.asText(""), Math.max(0, duration.asInt(0)),
				Times.parse(spec.path("acquireTime").asText("")), Times.parse(spec.path("renewTime").asText("")),
				transitions.asInt(0), InstanceAnnotation.read(object)), object);
	}

	@Override
	void write(ObjectNode object, LockRecord record) {
		ObjectNode spec = object.withObject("/spec");
		if (record.isFree()) {
			spec.remove("holderIdentity");
		}
		else {
			spec.put("holderIdentity", record.holder());
		}
		spec.put("leaseDurationSeconds", record.leaseDurationSeconds());
		spec.put("acquireTime", Times.micro(record.acquireTime()));
		spec.put("renewTime", Times.micro(record.renewTime()));
		spec.put("leaseTransitions", record.transitions());
		InstanceAnnotation.write(object, record.instance());
	}

	private static boolean isTextOrNone(JsonNode node) {
		return node.isTextual() || node.isNull() || node.isMissingNode();
	}

	private static boolean isNumberOrNone(JsonNode node) {
		return node.canConvertToInt() || node.isNull() || node.isMissingNode();
	}

}
