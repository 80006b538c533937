package io.leader.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.ObjectWatches.Known;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.kubernetes.WatchedObjects.Watcher;
import io.leader.lock.LockException;
import io.leader.lock.LockWatch;

/**
 * One watch on all objects of a collection, shared by watchers of single objects. The
 * first watcher to join opens it, starting from a list; the last one to leave closes it.
 * <p>
 * When its request ends, which happens regularly, this watch continues with a new request
 * for the events that follow, without notifying its watchers. It ends for all watchers if
 * it cannot continue, or if the ended request has delivered neither a new change nor a
 * bookmark. It also ends if a watcher joins and, for too long, the watch has received
 * nothing or has lagged behind a version that a watcher has read. A watcher that joins
 * after the watch has ended reopens it. Thread-safe.
 */
final class SharedWatch {

	private static final Duration RESUME_TIMEOUT = Duration.ofSeconds(5);

	private enum Phase {

		CLOSED, OPENING, OPEN

	}

	private final KubernetesApi api;

	private final String path;

	private final WatchedObjects objects = new WatchedObjects(System::nanoTime);

	private final CollectionPermission permission;

	private final WatchFailures failures;

	private Phase phase = Phase.CLOSED;

	/** The number of the last attempt to open a request. */
	private int attempt;

	private @Nullable Incoming incoming;

	SharedWatch(KubernetesApi api, String path) {
		this.api = api;
		this.path = path;
		this.permission = new CollectionPermission(path);
		this.failures = new WatchFailures(path);
	}

	synchronized boolean isInUse() {
		return this.phase != Phase.CLOSED;
	}

	synchronized boolean isOpen() {
		return this.phase == Phase.OPEN;
	}

	/**
	 * Returns the state of an object as reported by this watch.
	 * @return the state, or {@code null} if this watch is not open or may lag behind
	 */
	synchronized @Nullable Known known(String name) {
		return (this.phase == Phase.OPEN) ? this.objects.known(name) : null;
	}

	/**
	 * Watches one object. If another thread is opening the request, this method does not
	 * wait for it: the returned watch counts as open, and ends if the request fails.
	 * @return the head of the response, and the watch if it is open; {@code null} if this
	 * process lacks the permission to list and watch all objects
	 * @throws LockException if no usable response is received, or if the watch ends
	 * immediately
	 */
	@Nullable Stream join(Origin origin, ObjectWatcher watcher, Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		int opening;
		synchronized (this) {
			if (this.phase == Phase.OPEN && this.objects.isSilent()) {
				end(this.failures.silent());
			}
			if (this.phase == Phase.OPENING) {
				// Waiting here would occupy a thread for each lock.
				return stream(this.objects.expect(origin, watcher));
			}
			if (this.phase == Phase.OPEN) {
				return stream(this.objects.join(origin, watcher));
			}
			if (this.permission.isDenied()) {
				return null;
			}
			opening = beginAttempt();
		}
		LockException failure = null;
		AtomicReference<@Nullable Watcher> own = new AtomicReference<>();
		try {
			Response response = this.api.get(this.path + "?resourceVersion=0", KubernetesApi.left(deadline));
			if (response.code() == 200) {
				listed(opening, response.body());
				response = open(opening, KubernetesApi.left(deadline),
						() -> own.set(this.objects.join(origin, watcher)));
			}
			Watcher joined = own.get();
			if (joined != null) {
				return stream(joined);
			}
			if (isDeniedBy(response)) {
				return null;
			}
			failure = this.failures.refused(response);
			return new Stream(response, null);
		}
		catch (LockException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			endIfOpening(opening, failure);
		}
	}

	private synchronized boolean isDeniedBy(Response response) {
		return this.permission.isDeniedBy(response.code());
	}

	private int beginAttempt() {
		this.phase = Phase.OPENING;
		return ++this.attempt;
	}

	private boolean isOpening(int attempt) {
		return this.phase == Phase.OPENING && this.attempt == attempt;
	}

	private synchronized void listed(int attempt, ObjectNode list) {
		if (isOpening(attempt)) {
			this.objects.listed(list);
		}
	}

	private Response open(int attempt, Duration timeout, Runnable whenOpen) {
		Incoming next = new Incoming();
		long from;
		synchronized (this) {
			if (!isOpening(attempt)) {
				throw this.failures.endedImmediately();
			}
			this.incoming = next;
			from = this.objects.position();
		}
		Stream stream = this.api.stream(this.path + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from,
				next, timeout);
		LockWatch watch = stream.watch();
		synchronized (this) {
			if (watch != null && this.incoming == next) {
				next.stream = watch;
				this.permission.granted();
				this.objects.opened();
				whenOpen.run();
				this.objects.admitExpected();
				this.phase = Phase.OPEN;
				if (next.over) {
					resume(null);
				}
				return stream.response();
			}
		}
		if (watch != null) {
			watch.close();
			throw this.failures.endedImmediately();
		}
		return stream.response();
	}

	private Stream stream(Watcher watcher) {
		return new Stream(new Response(200, null, KubernetesApi.object()), () -> leave(watcher));
	}

	private synchronized void leave(Watcher watcher) {
		watcher.leave();
		endIfUnwatched();
	}

	private synchronized void endIfUnwatched() {
		if (!this.objects.isWatched() && this.phase == Phase.OPEN) {
			end(null);
		}
	}

	private void end(@Nullable LockException cause) {
		Incoming ended = this.incoming;
		this.incoming = null;
		this.phase = Phase.CLOSED;
		if (ended != null && ended.stream != null) {
			ended.stream.close();
		}
		this.objects.end(cause);
	}

	private synchronized void endIfOpening(int attempt, @Nullable LockException cause) {
		if (isOpening(attempt)) {
			end(cause);
		}
	}

	/**
	 * Continues from where the last request ended, on a new thread, since opening a
	 * request blocks. If no thread can be created, the watch ends for all watchers.
	 */
	private void resume(@Nullable LockException cause) {
		boolean started = false;
		try {
			int next = beginAttempt();
			started = DaemonThread.start("leader-watch", () -> resumeNow(next, cause));
		}
		finally {
			if (!started) {
				end(cause);
			}
		}
	}

	private void resumeNow(int attempt, @Nullable LockException cause) {
		LockException failure = cause;
		try {
			Response response = open(attempt, RESUME_TIMEOUT, () -> {
			});
			failure = (response.code() != HttpURLConnection.HTTP_GONE) ? this.failures.refused(response) : cause;
		}
		catch (LockException ex) {
			failure = ex;
		}
		finally {
			endIfOpening(attempt, failure);
			endIfUnwatched();
		}
	}

	/**
	 * Receives the events of one request.
	 */
	private final class Incoming extends CollectionEvents {

		private @Nullable LockWatch stream;

		private boolean useful;

		/** Whether the request ended before it was known to be open. */
		private boolean over;

		private Incoming() {
			super(SharedWatch.this.objects);
		}

		@Override
		void receive(BooleanSupplier event) {
			synchronized (SharedWatch.this) {
				if (SharedWatch.this.incoming == this) {
					this.useful |= event.getAsBoolean();
				}
			}
		}

		@Override
		public void closed(@Nullable LockException cause) {
			synchronized (SharedWatch.this) {
				if (SharedWatch.this.incoming != this) {
					return;
				}
				if (!this.useful) {
					end(cause);
				}
				else if (SharedWatch.this.phase == Phase.OPEN) {
					resume(cause);
				}
				else {
					this.over = true;
				}
			}
		}

	}

}
