package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.kubernetes.Permission;
import io.leader.kubernetes.ResourceVersion;
import io.leader.kubernetes.Times;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.PrintableText;

/**
 * The entry that spring-cloud-kubernetes-fabric8-leader uses for its election. The entry
 * is {@code leader.id.<role>} in the data of a ConfigMap, and contains the name of the
 * leader's Pod. The lock is held while that Pod is Ready, is never renewed, and is
 * released by removing the entry. It is intended only for migrating from that library to
 * this one, and only in combination with another lock: the entry does not expire, so this
 * lock cannot detect that a leader has lost network connectivity.
 * <p>
 * An entry of another Pod is replaced only if that Pod is gone or all checks for at least
 * one lease duration have found it not Ready. This wait starts over when a check fails or
 * the holder changes. An entry is written only while this process's Pod is Ready, since
 * that library immediately replaces the entry of a Pod that is not Ready. This process's
 * own record is stored next to the entry, under {@code leader.record.leader.id.<role>}.
 * All other data is kept.
 * <p>
 * The format is taken from that library's Fabric8LeadershipController, version 3.3.0.
 */
public final class SpringCloudLock extends KubernetesLock {

	/**
	 * The lock type.
	 */
	public static final String TYPE = "spring-cloud";

	/**
	 * The holder of the entry at one version.
	 *
	 * @param version the version
	 * @param record the record; free if there was no entry
	 */
	private record Held(long version, LockRecord record) {
	}

	private static final LockRecord RELEASED = new LockRecord("", 1, null, null, 0, null);

	/** The latest version that any thread has observed, with its holder. */
	private final AtomicReference<Held> latest = new AtomicReference<>(new Held(Long.MIN_VALUE, RELEASED));

	/** The instance mark in the last claim that this process attempted. */
	private volatile @Nullable String ownMark;

	private final String entry;

	private final String recordKey;

	private final String pod;

	private final String podNamespace;

	private final PodReadiness readiness;

	/**
	 * Creates a lock. Sends no request.
	 * @param connection the connection to the API server
	 * @param namespace the ConfigMap's namespace
	 * @param name the ConfigMap's name, {@code leaders} by default in that library
	 * @param entry the key of the entry, {@code leader.id.<role>} by default in that
	 * library
	 * @param pod the name of this process's Pod, which must also be the identity of this
	 * process
	 * @param podNamespace the namespace of the Pods
	 * @param lease how long another Pod must have been found not Ready before its entry
	 * is replaced, and how long this process waits before it replaces an entry that was
	 * written by an earlier process in this Pod
	 */
	public SpringCloudLock(KubernetesConnection connection, String namespace, String name, String entry, String pod,
			String podNamespace, Duration lease) {
		this(connection, namespace, name, entry, pod, podNamespace, lease, System::nanoTime);
	}

	SpringCloudLock(KubernetesConnection connection, String namespace, String name, String entry, String pod,
			String podNamespace, Duration lease, LongSupplier nanoTime) {
		super(connection, ObjectKind.CONFIG_MAP, namespace, name, null, false);
		this.entry = entry;
		this.recordKey = "leader.record." + entry;
		this.pod = pod;
		this.podNamespace = podNamespace;
		this.readiness = new PodReadiness(connection.api(), podNamespace, lease, nanoTime);
	}

	@Override
	LockSnapshot format(ObjectNode object) {
		long version = ResourceVersion.of(object);
		LockRecord record = record(object.path("data"), object);
		if (!record.holder().equals(latest().holder())) {
			this.readiness.interrupt();
		}
		this.latest.accumulateAndGet(new Held(version, record),
				(one, other) -> (one.version() > other.version()) ? one : other);
		return LockSnapshot.of(version, record, object);
	}

	private LockRecord latest() {
		return Objects.requireNonNull(this.latest.get()).record();
	}

	private LockRecord record(JsonNode data, ObjectNode object) {
		String holder = data.path(this.entry).asString("");
		if (holder.isBlank()) {
			return RELEASED;
		}
		ObjectNode fields = KubernetesApi.parse(data.path(this.recordKey).asString("null"));
		LockRecord own = (fields != null) ? RecordFields.read(fields, "leaderTransitions", object) : null;
		if (fields == null || own == null || !own.holder().equals(holder)) {
			return new LockRecord(holder, 0, null, null, 0, null);
		}
		return new LockRecord(holder, own.leaseDurationSeconds(), own.acquireTime(), own.renewTime(), own.transitions(),
				fields.path("instance").stringValue(null));
	}

	@Override
	void write(ObjectNode object, LockRecord record) {
		if (!object.path("metadata").has("resourceVersion")) {
			// Spring Cloud Kubernetes adds these labels to a ConfigMap that it creates.
			object.withObject("/metadata")
				.withObject("/labels")
				.put("provider", "spring-cloud-kubernetes")
				.put("kind", "leaders");
		}
		ObjectNode data = object.withObject("/data");
		if (record.isFree()) {
			data.remove(List.of(this.entry, this.recordKey));
			return;
		}
		ObjectNode fields = KubernetesApi.object();
		RecordFields.write(fields, record, "leaderTransitions", Times::micro);
		fields.put("instance", record.instance());
		data.put(this.entry, record.holder());
		data.put(this.recordKey, fields.toString());
	}

	/**
	 * Reads the entry, and checks the Pod of its holder or, if the ConfigMap is absent,
	 * of the last known holder.
	 */
	@Override
	public LockSnapshot read(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		LockSnapshot snapshot = readEntry(timeout);
		LockRecord record = snapshot.record();
		try {
			return isGone((record != null) ? record : latest(), KubernetesApi.left(deadline))
					? snapshot.withHolderGone() : snapshot;
		}
		catch (LockException ex) {
			// If it is unknown whether the Pod is gone, the entry counts as held.
			return snapshot;
		}
	}

	private LockSnapshot readEntry(Duration timeout) {
		try {
			return super.read(timeout);
		}
		catch (LockException ex) {
			this.readiness.interrupt();
			throw ex;
		}
	}

	private boolean isGone(LockRecord held, Duration timeout) {
		if (held.isFree() || (held.instance() != null && held.instance().equals(this.ownMark))) {
			this.readiness.interrupt();
			return false;
		}
		return held.holder().equals(this.pod) ? this.readiness.isOutlived(held.toString())
				: this.readiness.isGone(held.holder(), timeout);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		checkClaim(record, timeout);
		return super.create(record, KubernetesApi.left(deadline));
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		if (!record.isFree()) {
			checkClaim(record, timeout);
			LockRecord held = expected.record();
			// The holder's Pod might have become Ready again since it was found to be
			// gone. In that case, Spring Cloud Kubernetes in that Pod leads without
			// writing the entry.
			if (held != null && !held.isFree() && !held.holder().equals(this.pod)
					&& !this.readiness.isGone(held.holder(), KubernetesApi.left(deadline))) {
				throw new LockException(Kind.CONFLICT,
						"Pod '%s', which holds %s, has returned.".formatted(PrintableText.of(held.holder()), this),
						null);
			}
		}
		return super.replace(expected, record, KubernetesApi.left(deadline));
	}

	private void checkClaim(LockRecord record, Duration timeout) {
		if (!record.holder().equals(this.pod)) {
			throw new LockException(Kind.DENIED,
					"The identity '%s' is not the name of this process's Pod '%s', so other candidates would not accept it as the holder of %s."
						.formatted(record.holder(), this.pod, this),
					null);
		}
		this.readiness.requireReady(this.pod, this, timeout);
		this.ownMark = record.instance();
	}

	@Override
	public boolean verifiesHolder() {
		return true;
	}

	@Override
	public Duration timeResolution() {
		return Times.MICROSECOND;
	}

	@Override
	public boolean isHeldForLife() {
		return true;
	}

	@Override
	public List<Permission> permissions() {
		List<Permission> permissions = new ArrayList<>(super.permissions());
		permissions.add(new Permission("", "pods", "get", this.podNamespace, null));
		return permissions;
	}

	@Override
	public LockCoordinates coordinates() {
		LockCoordinates configMap = super.coordinates();
		return new LockCoordinates(TYPE, configMap.name() + "/" + this.entry, configMap.namespace());
	}

	@Override
	public String toString() {
		return super.toString() + " (entry '" + this.entry + "')";
	}

}
