package io.leader.kubernetes;

import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockWatch;

/**
 * The watches on single objects over one connection. As long as a namespace has only a
 * few watches, each has its own request and connection, which requires only the
 * permission to watch these objects. With more watches, all of them share one request for
 * the namespace, so a thousand elections need only one connection for their watches.
 * Without the permission to list and watch all Leases in the namespace, each watch still
 * has its own connection.
 * <p>
 * Only watches on Leases are shared. Objects of the other kinds can be large, and many of
 * them are not locks.
 * <p>
 * A watch with its own request starts from the version that was read, if the object
 * existed. API servers keep a limited history: if such a watch fails before it reports
 * anything, the next watch that would start from that version starts from the current
 * state instead, and counts as open once the server has reported the object. Thread-safe.
 */
public final class ObjectWatches {

	/**
	 * The maximum number of watches on Leases in a namespace that each have their own
	 * request, if this process is permitted to use a shared request.
	 */
	static final int FEW = 3;

	private final KubernetesApi api;

	private final Map<String, Collection> collections = new ConcurrentHashMap<>();

	ObjectWatches(KubernetesApi api) {
		this.api = api;
	}

	/**
	 * The state from which a watch starts.
	 *
	 * @param name the object's name
	 * @param present whether the object existed when it was read
	 * @param version the object's version, or the version of its deletion; negative if
	 * unknown
	 */
	public record Origin(String name, boolean present, long version) {
	}

	/**
	 * The state of an object as reported by a watch.
	 *
	 * @param object the object, or {@code null} if it does not exist
	 */
	public record Known(@Nullable ObjectNode object) {
	}

	/**
	 * Returns the state of an object as reported by the shared watch of a namespace.
	 * Sends no request.
	 * @param kind the kind of the object
	 * @param namespace the object's namespace
	 * @param name the object's name
	 * @return the state, or {@code null} if there is no open shared watch or the watch
	 * may lag behind
	 */
	public @Nullable Known known(ObjectKind kind, String namespace, String name) {
		Collection collection = this.collections.get(kind.collection(namespace));
		return (collection != null && collection.shared != null) ? collection.shared.known(name) : null;
	}

	/**
	 * Opens a watch on one object.
	 * @param kind the kind of the object
	 * @param namespace the object's namespace
	 * @param origin the object to watch, and the version to start from
	 * @param watcher receives each event
	 * @param timeout how long opening the watch may take
	 * @return the head of the response, and the watch if the code is 200
	 * @throws LockException if no usable response is received, if a shared watch ends
	 * immediately, or if a watch from the current state does not report the object in
	 * time
	 */
	public Stream open(ObjectKind kind, String namespace, Origin origin, ObjectWatcher watcher, Duration timeout) {
		return this.collections.computeIfAbsent(kind.collection(namespace), (path) -> new Collection(kind, path))
			.open(origin, watcher, timeout);
	}

	/** The watches on objects of one kind in one namespace. */
	private final class Collection {

		private final String path;

		private final @Nullable SharedWatch shared;

		private final Set<Single> singles = new HashSet<>();

		/** The highest start version of a watch that failed before reporting anything. */
		private final AtomicLong failed = new AtomicLong(-1);

		private Collection(ObjectKind kind, String path) {
			this.path = path;
			this.shared = kind.equals(ObjectKind.LEASE) ? new SharedWatch(ObjectWatches.this.api, path) : null;
		}

		private Stream open(Origin origin, ObjectWatcher watcher, Duration timeout) {
			long deadline = System.nanoTime() + timeout.toNanos();
			Single single = new Single(origin, watcher);
			if (this.shared != null && !isOneOfFew(single, this.shared)) {
				Stream joined = this.shared.join(origin, watcher, timeout);
				if (joined != null) {
					if (this.shared.isOpen()) {
						endSingles();
					}
					return joined;
				}
			}
			return single.open(KubernetesApi.left(deadline));
		}

		private boolean isOneOfFew(Single single, SharedWatch shared) {
			synchronized (this.singles) {
				return !shared.isInUse() && this.singles.size() < FEW && this.singles.add(single);
			}
		}

		/**
		 * Ends the few watches that were opened before the shared one. When their owners
		 * reopen these watches, the watches use the shared request.
		 */
		private void endSingles() {
			Set<Single> ended;
			synchronized (this.singles) {
				ended = Set.copyOf(this.singles);
				this.singles.clear();
			}
			ended.forEach(Single::end);
		}

		/** A watch with its own request. */
		private final class Single implements ObjectWatcher, LockWatch {

			private final Origin origin;

			private final ObjectWatcher watcher;

			/** Released once an event has been delivered, or the watch has ended. */
			private final CountDownLatch reported = new CountDownLatch(1);

			private @Nullable LockWatch stream;

			private boolean over;

			private Single(Origin origin, ObjectWatcher watcher) {
				this.origin = origin;
				this.watcher = watcher;
			}

			private Stream open(Duration timeout) {
				long deadline = System.nanoTime() + timeout.toNanos();
				boolean resumes = this.origin.present() && this.origin.version() > Collection.this.failed.get();
				String query = "?watch=true&allowWatchBookmarks=true&fieldSelector="
						+ URLEncoder.encode("metadata.name=" + this.origin.name(), StandardCharsets.UTF_8)
						+ (resumes ? "&resourceVersion=" + this.origin.version() : "");
				boolean open = false;
				try {
					Stream opened = ObjectWatches.this.api.stream(Collection.this.path + query, this, timeout);
					LockWatch watch = opened.watch();
					if (watch == null) {
						if (opened.response().code() == HttpURLConnection.HTTP_GONE) {
							startedInVain();
						}
						return opened;
					}
					keep(watch);
					if (this.origin.present() && !resumes) {
						awaitReport(KubernetesApi.left(deadline));
					}
					open = true;
					return new Stream(opened.response(), this);
				}
				finally {
					if (!open) {
						close();
					}
				}
			}

			/**
			 * Waits until the server has reported the object, which existed when it was
			 * read. A watch that starts from the current state does not report that the
			 * object was deleted in the meantime.
			 */
			private void awaitReport(Duration timeout) {
				try {
					if (this.reported.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
						return;
					}
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				throw new LockException(Kind.FAILED,
						"The watch on '%s' did not report the object, which may have been deleted."
							.formatted(this.origin.name()),
						null);
			}

			private void startedInVain() {
				Collection.this.failed.accumulateAndGet(this.origin.version(), Math::max);
			}

			private synchronized void keep(LockWatch watch) {
				this.stream = watch;
				if (this.over) {
					watch.close();
				}
			}

			private void forget() {
				synchronized (Collection.this.singles) {
					Collection.this.singles.remove(this);
				}
			}

			@Override
			public synchronized void changed(ObjectNode object) {
				if (!this.over) {
					this.watcher.changed(object);
					this.reported.countDown();
				}
			}

			@Override
			public synchronized void deleted(ObjectNode object) {
				if (!this.over) {
					this.watcher.deleted(object);
					this.reported.countDown();
				}
			}

			@Override
			public void closed(@Nullable LockException cause) {
				forget();
				boolean inVain = cause != null && this.reported.getCount() > 0;
				if (finish()) {
					if (inVain) {
						startedInVain();
					}
					this.watcher.closed(cause);
				}
			}

			private void end() {
				if (finish()) {
					this.watcher.closed(null);
				}
				close();
			}

			private synchronized boolean finish() {
				boolean first = !this.over;
				this.over = true;
				this.reported.countDown();
				return first;
			}

			@Override
			public synchronized void close() {
				forget();
				finish();
				LockWatch open = this.stream;
				if (open != null) {
					open.close();
				}
			}

		}

	}

}
