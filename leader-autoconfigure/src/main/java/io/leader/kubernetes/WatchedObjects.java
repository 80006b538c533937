package io.leader.kubernetes;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.ObjectWatches.Known;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * The state of a shared watch, and the watchers of individual objects. A watcher that
 * joins is notified immediately of a known change since its origin, and never of an
 * earlier change. Not thread-safe.
 */
final class WatchedObjects {

	/**
	 * How long a version that a watcher has read may take to arrive. After that, the
	 * watch is considered dead.
	 */
	static final long LONGEST_LAG = TimeUnit.SECONDS.toNanos(1);

	/**
	 * How long the connection may be silent before it is considered dead. API servers
	 * send a bookmark about every minute.
	 */
	static final long LONGEST_SILENCE = TimeUnit.MINUTES.toNanos(10);

	/**
	 * How long the known state may be used after the last response or event. In a
	 * namespace with many locks, events arrive at shorter intervals.
	 */
	static final long FRESH = TimeUnit.SECONDS.toNanos(5);

	private final LongSupplier nanoTime;

	private final Map<String, SeenObject> objects = new HashMap<>();

	private final Map<String, Set<Watcher>> watchers = new HashMap<>();

	/** The watchers that will join once the request is open. */
	private final Set<Watcher> expected = new LinkedHashSet<>();

	/** The version up to which all events have been received. */
	private long position;

	/**
	 * A version that a watcher has read but that has not arrived yet; zero if there is
	 * none.
	 */
	private long missing;

	private long missingSince;

	private long lastSign;

	WatchedObjects(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	/**
	 * Replaces the known objects with those in a list, whose version becomes the
	 * position.
	 */
	void listed(ObjectNode list) {
		this.objects.clear();
		this.missing = 0;
		this.position = ResourceVersion.of(list);
		for (JsonNode item : list.path("items")) {
			if (item instanceof ObjectNode object) {
				remember(object, ResourceVersion.of(object));
			}
		}
	}

	/**
	 * Returns the version after which events are requested.
	 */
	long position() {
		return this.position;
	}

	boolean isWatched() {
		return !this.watchers.isEmpty();
	}

	Watcher join(Origin origin, ObjectWatcher target) {
		Watcher watcher = new Watcher(origin, target);
		admit(watcher);
		return watcher;
	}

	/**
	 * Returns the last known state of an object, or {@code null} if that state may be
	 * outdated because a version has been missing for too long or nothing has arrived for
	 * a while.
	 */
	@Nullable Known known(String name) {
		if (isSilent() || this.nanoTime.getAsLong() - this.lastSign > FRESH) {
			return null;
		}
		SeenObject seen = this.objects.get(name);
		return new Known((seen != null) ? seen.object() : null);
	}

	/**
	 * Registers a watcher that will join once the request is open.
	 */
	Watcher expect(Origin origin, ObjectWatcher target) {
		Watcher watcher = new Watcher(origin, target);
		this.expected.add(watcher);
		return watcher;
	}

	/**
	 * Adds the expected watchers.
	 */
	void admitExpected() {
		List.copyOf(this.expected).forEach((watcher) -> {
			admit(watcher);
			this.expected.remove(watcher);
		});
	}

	private void admit(Watcher watcher) {
		Origin origin = watcher.origin;
		ObjectWatcher target = watcher.target;
		this.watchers.computeIfAbsent(origin.name(), (name) -> new HashSet<>()).add(watcher);
		SeenObject seen = this.objects.get(origin.name());
		if (seen != null && seen.version() > origin.version()) {
			ObjectNode object = seen.object();
			watcher.deliver(seen.version(), () -> target.changed(object));
		}
		else if (seen == null && origin.present() && origin.version() <= this.position) {
			watcher.deliver(this.position, () -> target.deleted(gone(origin.name())));
		}
		if (origin.version() > this.position && this.missing == 0) {
			this.missing = origin.version();
			this.missingSince = this.nanoTime.getAsLong();
		}
	}

	private ObjectNode gone(String name) {
		ObjectNode object = KubernetesApi.object();
		object.putObject("metadata").put("name", name).put("resourceVersion", Long.toString(this.position));
		return object;
	}

	/** Records and delivers a change. Returns whether it advances the position. */
	boolean changed(ObjectNode object) {
		long version = ResourceVersion.of(object);
		remember(object, version);
		boolean news = reached(version);
		watchersOf(object).forEach((watcher) -> watcher.deliver(version, () -> watcher.target.changed(object)));
		return news;
	}

	/** Records and delivers a deletion. Returns whether it advances the position. */
	boolean deleted(ObjectNode object) {
		long version = ResourceVersion.of(object);
		this.objects.remove(name(object));
		boolean news = reached(version);
		watchersOf(object).forEach((watcher) -> watcher.deliver(version, () -> watcher.target.deleted(object)));
		return news;
	}

	/**
	 * Records that all events up to the version of a bookmark have arrived.
	 */
	void progressed(ObjectNode bookmark) {
		reached(ResourceVersion.of(bookmark));
	}

	/**
	 * Records that the API server has just responded.
	 */
	void opened() {
		this.lastSign = this.nanoTime.getAsLong();
	}

	/**
	 * Returns whether events no longer arrive, even though no error was reported: nothing
	 * has arrived for a long time, or a version that a watcher has read has been missing
	 * for too long.
	 */
	boolean isSilent() {
		long now = this.nanoTime.getAsLong();
		return now - this.lastSign > LONGEST_SILENCE || (this.missing != 0 && now - this.missingSince > LONGEST_LAG);
	}

	/**
	 * Ends the watch for all watchers, including the expected ones, and forgets the
	 * objects.
	 */
	void end(@Nullable LockException cause) {
		List<Watcher> all = Stream.concat(this.watchers.values().stream().flatMap(Set::stream), this.expected.stream())
			.toList();
		this.watchers.clear();
		this.expected.clear();
		this.objects.clear();
		all.forEach((watcher) -> watcher.end(cause));
	}

	private void remember(ObjectNode object, long version) {
		this.objects.put(name(object), new SeenObject(version, object));
	}

	private boolean reached(long version) {
		boolean later = version > this.position;
		this.position = Math.max(this.position, version);
		if (this.missing <= this.position) {
			this.missing = 0;
		}
		opened();
		return later;
	}

	private List<Watcher> watchersOf(ObjectNode object) {
		return List.copyOf(this.watchers.getOrDefault(name(object), Set.of()));
	}

	private static String name(ObjectNode object) {
		return object.path("metadata").path("name").asString("");
	}

	/**
	 * The watcher of one object.
	 */
	final class Watcher {

		private final Origin origin;

		private final ObjectWatcher target;

		private long version;

		private boolean over;

		private Watcher(Origin origin, ObjectWatcher target) {
			this.origin = origin;
			this.version = origin.version();
			this.target = target;
		}

		/**
		 * Delivers an event, unless the watcher has ended or already knows the event's
		 * version or a later one. If the watcher fails to process the event, only this
		 * watcher ends.
		 */
		private void deliver(long newer, Runnable notification) {
			if (this.over || newer <= this.version) {
				return;
			}
			this.version = newer;
			try {
				notification.run();
			}
			catch (LockException ex) {
				leave();
				this.target.closed(ex);
			}
			catch (RuntimeException | Error ex) {
				leave();
				this.target.closed(new LockException(Kind.FAILED,
						"A watch event could not be processed (" + ex.getClass().getSimpleName() + ").", ex));
			}
		}

		private void end(@Nullable LockException cause) {
			if (!this.over) {
				this.over = true;
				this.target.closed(cause);
			}
		}

		void leave() {
			this.over = true;
			WatchedObjects.this.expected.remove(this);
			WatchedObjects.this.watchers.computeIfPresent(this.origin.name(), (key, all) -> {
				all.remove(this);
				return all.isEmpty() ? null : all;
			});
		}

	}

}
