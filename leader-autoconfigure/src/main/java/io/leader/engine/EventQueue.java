package io.leader.engine;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionListener;

/**
 * Notifies the listeners of one election, one event after another, on a thread that may
 * block. Events that are superseded before their delivery may be omitted. If no thread is
 * available, delivery is retried soon, so no other event is lost before the threads are
 * closed. Thread-safe.
 */
final class EventQueue {

	private enum Kind {

		GRANT, OTHER, REST

	}

	private record Event(Consumer<LeaderElectionListener> news, Runnable afterwards, Kind kind) {
	}

	private final List<LeaderElectionListener> listeners = new CopyOnWriteArrayList<>();

	private final Executor executor;

	private final Predicate<Runnable> soon;

	private final ElectionLog log;

	private final String election;

	private final Deque<Event> waiting = new ArrayDeque<>();

	/**
	 * The event that is being delivered. After a failure, its delivery resumes.
	 */
	private @Nullable Event current;

	/** The listeners to which the current event has not been passed yet. */
	private Iterator<LeaderElectionListener> remaining = Collections.emptyIterator();

	/** Whether a thread, or the executor, is responsible for the delivery. */
	private boolean running;

	/**
	 * Whether a delivery has been requested since the responsible thread last looked for
	 * events.
	 */
	private boolean requested;

	/**
	 * Creates an empty queue.
	 * @param election the election's name, for the log
	 * @param executor runs the listeners
	 * @param soon runs a task a moment later if no thread was available; returns {@code
	 * false} if tasks no longer run
	 * @param log the log
	 */
	EventQueue(String election, Executor executor, Predicate<Runnable> soon, ElectionLog log) {
		this.election = election;
		this.executor = executor;
		this.soon = soon;
		this.log = log;
	}

	void add(LeaderElectionListener listener) {
		this.listeners.add(listener);
	}

	void remove(LeaderElectionListener listener) {
		this.listeners.remove(listener);
	}

	void granted(Consumer<LeaderElectionListener> news) {
		enqueue(new Event(news, EventQueue::nothing, Kind.GRANT));
	}

	/**
	 * Notifies the listeners of another leader. If several such events are waiting in a
	 * row, only the last is delivered, so that frequent changes of the holder cannot
	 * exhaust memory.
	 */
	void other(Consumer<LeaderElectionListener> news) {
		enqueue(new Event(news, EventQueue::nothing, Kind.OTHER));
	}

	/**
	 * Notifies the listeners of a revocation. If the delivery of the preceding grant has
	 * not begun, neither the grant nor the revocation is delivered.
	 * @param news the notification
	 * @param returned runs when the listeners have returned from this and all earlier
	 * events
	 */
	void revoked(Consumer<LeaderElectionListener> news, Runnable returned) {
		// Even if nothing is delivered, the listeners must have returned from earlier
		// events.
		Consumer<LeaderElectionListener> nothing = (listener) -> {
		};
		enqueue(new Event(removeUndeliveredGrant() ? nothing : news, returned, Kind.REST));
	}

	/**
	 * Returns a future that completes when all events that are already queued have been
	 * delivered or discarded.
	 */
	CompletableFuture<Void> delivered() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		enqueue(new Event((listener) -> {
		}, () -> done.complete(null), Kind.REST));
		return done;
	}

	private synchronized boolean removeUndeliveredGrant() {
		return this.waiting.removeIf((event) -> event.kind() == Kind.GRANT);
	}

	private void enqueue(Event event) {
		synchronized (this) {
			Event last = this.waiting.peekLast();
			if (event.kind() == Kind.OTHER && last != null && last.kind() == Kind.OTHER) {
				this.waiting.removeLast();
			}
			this.waiting.add(event);
		}
		deliverAll();
	}

	/**
	 * Delivers the waiting events through the executor, unless a delivery is in progress.
	 */
	private void deliverAll() {
		synchronized (this) {
			if (this.current == null && this.waiting.isEmpty()) {
				return;
			}
			if (this.running) {
				this.requested = true;
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::notifyListeners);
		}
		catch (Throwable ex) {
			deliveryFailed(ex);
		}
	}

	private static void nothing() {
	}

	private void notifyListeners() {
		try {
			Event event;
			while ((event = next()) != null) {
				while (this.remaining.hasNext()) {
					deliver(event, this.remaining.next());
				}
				event.afterwards().run();
				finished();
			}
		}
		catch (Throwable ex) {
			deliveryFailed(ex);
		}
	}

	/**
	 * Schedules another delivery after a failure, or discards the events if the threads
	 * are closed. In the meantime, this thread remains responsible for the events, so no
	 * other thread delivers or discards them.
	 */
	private void deliveryFailed(Throwable cause) {
		boolean continues;
		try {
			continues = deliversSoon();
			if (!continues) {
				// The threads are closed, so no listener will run. Anything that waits
				// for a listener must be able to continue.
				discard();
			}
		}
		catch (Throwable ex) {
			release();
			throw ex;
		}
		if (continues) {
			release();
			this.log.error(
					"Election '{}': the listeners cannot be notified at the moment; the notification will be retried",
					this.election, cause);
		}
		else {
			this.log.debug("Election '{}': the listener threads are closed", this.election);
		}
	}

	/**
	 * Schedules another delivery. If scheduling fails, for example for lack of memory, it
	 * is retried once.
	 * @return {@code false} if no delivery will follow, since the threads are closed
	 */
	private boolean deliversSoon() {
		try {
			return this.soon.test(this::deliverAll);
		}
		catch (Throwable ex) {
			return this.soon.test(this::deliverAll);
		}
	}

	private void discard() {
		Event event;
		while ((event = next()) != null) {
			try {
				event.afterwards().run();
			}
			catch (Throwable ex) {
				event.afterwards().run();
			}
			finished();
		}
	}

	/**
	 * Allows another thread to deliver the events. If a delivery has been requested in
	 * the meantime, starts it.
	 */
	private void release() {
		synchronized (this) {
			this.running = false;
			if (!this.requested) {
				return;
			}
			this.requested = false;
		}
		deliverAll();
	}

	/**
	 * Returns the current event. If there is none, makes the next waiting event the
	 * current one. If no event is waiting, the calling thread is no longer responsible
	 * for the delivery.
	 * @return the event, or {@code null} if none is waiting
	 */
	private synchronized @Nullable Event next() {
		this.requested = false;
		if (this.current == null) {
			this.remaining = this.listeners.iterator();
			this.current = this.waiting.poll();
		}
		this.running = this.current != null;
		return this.current;
	}

	private synchronized void finished() {
		this.current = null;
	}

	private void deliver(Event event, LeaderElectionListener listener) {
		try {
			event.news().accept(listener);
		}
		catch (Throwable ex) {
			this.log.error("Election '{}': listener '{}' failed", this.election, listener, ex);
		}
	}

}
