package io.leader.kubernetes;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.KubernetesApi.Stream;
import io.leader.kubernetes.ObjectWatches.Known;
import io.leader.kubernetes.ObjectWatches.Origin;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockWatch;

/**
 * One watch on all objects of a collection, shared by watchers of single objects. The
 * first watcher to join opens it, starting from a list; the last one to leave closes it.
 * <p>
 * When its request ends, which happens regularly, this watch continues with a new request
 * for the events that follow, without notifying its watchers. It ends for all watchers if
 * it cannot continue, if the ended request has delivered nothing, or if, when a watcher
 * joins, it lags behind what a watcher has read or has received nothing for a long time.
 * A watcher that finds the watch ended when it joins reopens it. Thread-safe.
 */
final class SharedWatch {

	private static final Logger logger = LoggerFactory.getLogger(SharedWatch.class);

	private static final long DENIED_PAUSE = TimeUnit.MINUTES.toNanos(10);

	private static final Duration RESUME_TIMEOUT = Duration.ofSeconds(5);

	private enum Phase {

		CLOSED, OPENING, OPEN

	}

	private final KubernetesApi api;

	private final String path;

	private final WatchedObjects objects = new WatchedObjects(System::nanoTime);

	private Phase phase = Phase.CLOSED;

	private @Nullable Incoming incoming;

	private boolean denied;

	private long deniedAt;

	SharedWatch(KubernetesApi api, String path) {
		this.api = api;
		this.path = path;
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
		synchronized (this) {
			if (this.phase == Phase.OPEN && this.objects.isSilent()) {
				end(new LockException(Kind.FAILED, "The watch on " + this.path + " no longer delivers events.", null));
			}
			if (this.phase == Phase.OPENING) {
				// Waiting here would occupy a thread for each lock.
				return stream(this.objects.expect(origin, watcher));
			}
			if (this.phase == Phase.OPEN) {
				return stream(this.objects.join(origin, watcher));
			}
			if (this.denied && System.nanoTime() - this.deniedAt < DENIED_PAUSE) {
				return null;
			}
			this.phase = Phase.OPENING;
		}
		LockException failure = null;
		try {
			Response response = list(KubernetesApi.left(deadline));
			if (response.code() == 200) {
				response = open(KubernetesApi.left(deadline));
			}
			synchronized (this) {
				if (this.phase == Phase.OPEN) {
					this.denied = false;
					return stream(this.objects.join(origin, watcher));
				}
				if (isDenied(response)) {
					return null;
				}
				failure = refusal(response);
				return new Stream(response, null);
			}
		}
		catch (LockException ex) {
			failure = ex;
			throw ex;
		}
		finally {
			endUnlessOpen(failure);
		}
	}

	private LockException refusal(Response response) {
		String message = "The watch on %s was refused (%s).".formatted(this.path, response.message());
		return new LockException(Kind.FAILED, message, null, response.retryAfter());
	}

	private boolean isDenied(Response response) {
		if (response.code() != 403) {
			return false;
		}
		if (!this.denied) {
			logger
				.info("Each election uses a separate watch and connection because this process is not permitted to list "
						+ "and watch {}. Grant it the verbs list and watch without resourceNames so that all elections in a "
						+ "namespace share one.", this.path);
		}
		this.denied = true;
		this.deniedAt = System.nanoTime();
		return true;
	}

	private Response list(Duration timeout) {
		Response response = this.api.get(this.path + "?resourceVersion=0", timeout);
		if (response.code() == 200) {
			synchronized (this) {
				this.objects.listed(response.body());
			}
		}
		return response;
	}

	private Response open(Duration timeout) {
		Incoming next = new Incoming();
		long from;
		synchronized (this) {
			this.incoming = next;
			from = this.objects.position();
		}
		Stream stream = this.api.stream(this.path + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + from,
				next, timeout);
		LockWatch watch = stream.watch();
		synchronized (this) {
			if (watch != null && this.incoming == next) {
				next.stream = watch;
				this.objects.opened();
				this.objects.admitExpected();
				this.phase = Phase.OPEN;
				return stream.response();
			}
		}
		if (watch != null) {
			// The watch has already ended.
			watch.close();
			throw new LockException(Kind.FAILED, "The watch on " + this.path + " ended immediately.", null);
		}
		return stream.response();
	}

	private Stream stream(WatchedObjects.Watcher watcher) {
		return new Stream(new Response(200, null, KubernetesApi.object()), () -> leave(watcher));
	}

	private synchronized void leave(WatchedObjects.Watcher watcher) {
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

	private synchronized void endUnlessOpen(@Nullable LockException cause) {
		if (this.phase == Phase.OPENING) {
			end(cause);
		}
	}

	/**
	 * Continues from where the last request ended, on a new thread, since opening a
	 * request blocks. If no thread can be created, the watch ends for all watchers.
	 */
	private void resume(@Nullable LockException cause) {
		this.phase = Phase.OPENING;
		try {
			Thread thread = new Thread(() -> resumeNow(cause), "leader-watch");
			thread.setDaemon(true);
			thread.start();
		}
		catch (Throwable ex) {
			end(cause);
		}
	}

	private void resumeNow(@Nullable LockException cause) {
		LockException failure = cause;
		try {
			Response response = open(RESUME_TIMEOUT);
			failure = (response.code() != HttpURLConnection.HTTP_GONE) ? refusal(response) : cause;
		}
		catch (LockException ex) {
			failure = ex;
		}
		finally {
			endUnlessOpen(failure);
			endIfUnwatched();
		}
	}

	/**
	 * Receives the events of one request.
	 */
	private final class Incoming implements ObjectWatcher {

		private @Nullable LockWatch stream;

		private boolean useful;

		@Override
		public void changed(ObjectNode object) {
			handle(SharedWatch.this.objects::changed, object);
		}

		@Override
		public void deleted(ObjectNode object) {
			handle(SharedWatch.this.objects::deleted, object);
		}

		@Override
		public void progressed(ObjectNode bookmark) {
			handle(SharedWatch.this.objects::progressed, bookmark);
		}

		private void handle(Consumer<ObjectNode> how, ObjectNode object) {
			synchronized (SharedWatch.this) {
				if (SharedWatch.this.incoming == this) {
					this.useful = true;
					how.accept(object);
				}
			}
		}

		@Override
		public void closed(@Nullable LockException cause) {
			synchronized (SharedWatch.this) {
				boolean current = SharedWatch.this.incoming == this;
				if (current && this.useful && SharedWatch.this.phase == Phase.OPEN) {
					resume(cause);
				}
				else if (current) {
					end(cause);
				}
			}
		}

	}

}
