package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.kubernetes.ObjectWatches;
import io.leader.kubernetes.ObjectWatches.Known;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.kubernetes.Permission;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockCoordinates;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;
import io.leader.lock.PrintableText;

/**
 * A lock that is an object of the Kubernetes API. Every update includes the object's
 * resourceVersion, since Kubernetes otherwise overwrites objects of some kinds
 * unconditionally. A lock is created with POST, which fails if the object exists. The
 * resourceVersion is the version of the lock, a decimal number that increases with every
 * write to the cluster's store (KEP-5504).
 * <p>
 * Thread-safe.
 */
public abstract sealed class KubernetesLock implements ElectionLock
		permits LeaseLock, AnnotationLock, ForLifeConfigMapLock, SpringCloudLock {

	private static final AtomicBoolean REHEARSED = new AtomicBoolean();

	private final KubernetesApi api;

	private final ObjectWatches watches;

	private final ObjectKind kind;

	private final String namespace;

	private final String name;

	private final String collection;

	private final @Nullable PodOwner self;

	private final PodCheck podCheck;

	/**
	 * Creates a lock.
	 * @param self this process's Pod if it should own the lock while this process leads,
	 * otherwise {@code null}
	 * @param forLife whether the lock is held for life, in which case a holder's Pod also
	 * counts as gone if it has terminated
	 */
	KubernetesLock(KubernetesConnection connection, ObjectKind kind, String namespace, String name,
			@Nullable PodOwner self, boolean forLife) {
		this.self = self;
		this.api = connection.api();
		this.watches = connection.watches();
		this.kind = kind;
		this.namespace = namespace;
		this.name = name;
		this.collection = kind.collection(namespace);
		this.podCheck = new PodCheck(this.api, namespace, forLife);
	}

	/**
	 * Reads the record from an object, and reports the holder's Pod to the
	 * {@link PodCheck}. Adds a warning if the object is being deleted.
	 */
	private LockSnapshot snapshot(ObjectNode object) {
		LockSnapshot snapshot = format(object);
		this.podCheck.seen(snapshot.version(), PodOwner.ofHolder(object, snapshot.record()));
		JsonNode metadata = object.path("metadata");
		return metadata.hasNonNull("deletionTimestamp")
				? snapshot.withWarning("%s is being deleted and waits for its finalizers %s.".formatted(this,
						PrintableText.of(metadata.path("finalizers").toString())))
				: snapshot;
	}

	/**
	 * Returns whether this process's Pod is the only Pod among an object's owners.
	 */
	boolean isOwn(ObjectNode object) {
		return this.self != null && this.self.equals(PodOwner.of(object));
	}

	/**
	 * Reads the record from an object.
	 * @param object the object
	 * @return the snapshot, whose source is the object unless the object is not a lock
	 */
	abstract LockSnapshot format(ObjectNode object);

	/**
	 * Writes a record into an object and keeps everything else in it.
	 * @param object the object
	 * @param record the record
	 */
	abstract void write(ObjectNode object, LockRecord record);

	/**
	 * Returns whether this process's Pod may own an object, in which case Kubernetes
	 * deletes the object with the Pod.
	 */
	boolean mayBeOwned(ObjectNode object) {
		return true;
	}

	/**
	 * Returns whether this process's Pod should own the lock while this process leads.
	 */
	final boolean isToBeOwned() {
		return this.self != null;
	}

	private void writeOwned(ObjectNode object, LockRecord record, @Nullable LockRecord before) {
		PodOwner.disownPrevious(object, before, this.self);
		if (this.self != null && !record.isFree() && mayBeOwned(object)) {
			this.self.own(object);
		}
		write(object, record);
	}

	/**
	 * Returns the permissions that this lock needs.
	 * @return the permissions
	 */
	public List<Permission> permissions() {
		List<Permission> permissions = new ArrayList<>();
		permissions.add(new Permission(this.kind.group(), this.kind.plural(), "create", this.namespace, null));
		for (String verb : List.of("get", "update", "watch")) {
			permissions.add(new Permission(this.kind.group(), this.kind.plural(), verb, this.namespace, this.name));
		}
		if (this.self != null) {
			permissions.add(new Permission("", "pods", "get", this.namespace, null));
		}
		return permissions;
	}

	Permission deletePermission() {
		return new Permission(this.kind.group(), this.kind.plural(), "delete", this.namespace, this.name);
	}

	@Override
	public boolean verifiesHolder() {
		return this.self != null;
	}

	@Override
	public boolean isHeldForLife() {
		return false;
	}

	/**
	 * Deletes the lock if it is still at the version of a snapshot.
	 * @throws LockException of kind {@code CONFLICT} if the lock has changed or no longer
	 * exists, or of another kind if it could not be deleted
	 */
	void delete(LockSnapshot expected, Duration timeout) {
		if (!(expected.source() instanceof ObjectNode seen)) {
			throw new IllegalArgumentException("Not a snapshot of " + this + ".");
		}
		ObjectNode options = KubernetesApi.object();
		options.put("apiVersion", "v1").put("kind", "DeleteOptions");
		options.putObject("preconditions")
			.put("uid", seen.path("metadata").path("uid").asString(""))
			.put("resourceVersion", seen.path("metadata").path("resourceVersion").asString(""));
		Response response = this.api.delete(object(), options, timeout);
		if (response.code() == 404) {
			throw new LockException(Kind.CONFLICT, this + " no longer exists.", null);
		}
		if (response.code() >= 300) {
			throw failure("delete", response);
		}
	}

	@Override
	public LockSnapshot read(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		Response response = this.api.get(object(), timeout);
		return switch (response.code()) {
			case 200 -> verified(response.body(), KubernetesApi.left(deadline));
			case 404 -> verified(null, KubernetesApi.left(deadline));
			default -> throw failure("get", response);
		};
	}

	@Override
	public LockSnapshot readFirst(Duration timeout) {
		Known known = this.watches.known(this.kind, this.namespace, this.name);
		return (known != null) ? verified(known.object(), timeout) : read(timeout);
	}

	private LockSnapshot verified(@Nullable ObjectNode object, Duration timeout) {
		if (object == null) {
			return this.podCheck.verified(LockSnapshot.absent(), this.podCheck.latest(), this.self, timeout);
		}
		LockSnapshot snapshot = snapshot(object);
		PodOwner owner = PodOwner.ofHolder(object, snapshot.record());
		return this.podCheck.verified(snapshot, owner, this.self, timeout);
	}

	@Override
	public LockSnapshot create(LockRecord record, Duration timeout) {
		ObjectNode object = KubernetesApi.object();
		object.put("apiVersion", this.kind.apiVersion());
		object.put("kind", this.kind.kind());
		object.putObject("metadata").put("name", this.name).put("namespace", this.namespace);
		writeOwned(object, record, null);
		Response response = this.api.post(this.collection, object, timeout);
		return switch (response.code()) {
			case 200, 201 -> snapshot(response.body());
			case 404 -> throw new LockException(
					Kind.FAILED, "The lock cannot be created: namespace '%s' or the API %s does not exist (%s)."
						.formatted(this.namespace, this.kind.apiVersion(), response.message()),
					null, response.retryAfter());
			default -> throw failure("create", response);
		};
	}

	@Override
	public LockSnapshot replace(LockSnapshot expected, LockRecord record, Duration timeout) {
		if (!(expected.source() instanceof ObjectNode seen)) {
			throw new IllegalArgumentException("Not a snapshot of " + this + ".");
		}
		ObjectNode object = seen.deepCopy();
		writeOwned(object, record, expected.record());
		Response response = this.api.put(object(), object, timeout);
		return switch (response.code()) {
			case 200, 201 -> snapshot(response.body());
			case 404 -> throw new LockException(Kind.CONFLICT, this + " no longer exists.", null);
			default -> throw failure("update", response);
		};
	}

	@Override
	public LockWatch watch(LockSnapshot from, LockWatcher watcher, Duration timeout) {
		rehearse(from);
		Origin origin = new Origin(this.name, !from.isAbsent(), from.version());
		Stream stream = this.watches.open(this.kind, this.namespace, origin, new LockEvents(watcher, this::snapshot),
				timeout);
		LockWatch watch = stream.watch();
		if (watch == null) {
			throw failure("watch", stream.response());
		}
		return watch;
	}

	/**
	 * Prepares a write without sending it, so that the code for writing is loaded before
	 * the first claim, which must not be delayed. Does so once per process, the first
	 * time that a lock with a readable record is watched.
	 */
	private void rehearse(LockSnapshot from) {
		LockRecord record = from.record();
		if (record != null && from.source() instanceof ObjectNode seen && REHEARSED.compareAndSet(false, true)) {
			ObjectNode object = seen.deepCopy();
			writeOwned(object, record, record);
			this.api.prepare(object(), object);
		}
	}

	private String object() {
		return this.collection + "/" + KubernetesApi.segment(this.name);
	}

	private LockException failure(String verb, Response response) {
		return new Refusal(this.kind, this.namespace, this.name, verb, response).toException(this);
	}

	@Override
	public LockCoordinates coordinates() {
		return new LockCoordinates(this.kind.plural(), this.name, this.namespace);
	}

	@Override
	public String toString() {
		return this.kind.kind().toLowerCase(Locale.ROOT) + " '" + this.namespace + "/" + this.name + "'";
	}

}
