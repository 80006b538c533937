package io.leader.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.leader.election.LeaderElectionListener;

/**
 * Tells the listeners of one election what happens, one event after another, on a thread
 * that may block. Nothing gets lost for want of a thread: the next attempt follows soon.
 * Thread-safe.
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

	private boolean running;

	/**
	 * Creates an empty queue.
	 * @param election the election's name, for the log
	 * @param executor where listeners run
	 * @param soon runs something a moment later, when there was no thread to be had;
	 * {@code false} if nothing runs any more
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
	 * Tells of another leader. Of several that wait to be told in a row, only the last
	 * is: so anybody who writes many holders fills no memory.
	 */
	void other(Consumer<LeaderElectionListener> news) {
		enqueue(new Event(news, EventQueue::nothing, Kind.OTHER));
	}

	/**
	 * Tells of a revocation, unless the grant before it has not been told yet: then
	 * neither is.
	 * @param news what to tell
	 * @param returned called when all listeners have returned, or at once if there is
	 * nothing to tell
	 */
	void revoked(Consumer<LeaderElectionListener> news, Runnable returned) {
		// What has been told before, or is being told, must have returned all the same.
		Consumer<LeaderElectionListener> nothing = (listener) -> {
		};
		enqueue(new Event(removeUntoldGrant() ? nothing : news, returned, Kind.REST));
	}

	/**
	 * Completes when all that was queued before has been told.
	 */
	CompletableFuture<Void> told() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		enqueue(new Event((listener) -> {
		}, () -> done.complete(null), Kind.REST));
		return done;
	}

	private synchronized boolean removeUntoldGrant() {
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
		pump();
	}

	/**
	 * Delivers the waiting events.
	 */
	private void pump() {
		synchronized (this) {
			if (this.running || this.waiting.isEmpty()) {
				return;
			}
			this.running = true;
		}
		try {
			this.executor.execute(this::tellAll);
		}
		catch (Throwable ex) {
			stopped(ex);
		}
	}

	private static void nothing() {
	}

	private void discard() {
		Event event;
		while ((event = next()) != null) {
			event.afterwards().run();
		}
	}

	private void tellAll() {
		try {
			Event event;
			while ((event = next()) != null) {
				for (LeaderElectionListener listener : this.listeners) {
					tell(event, listener);
				}
				event.afterwards().run();
			}
		}
		catch (Throwable ex) {
			// One event is delivered as far as possible; the others follow.
			stopped(ex);
		}
	}

	/**
	 * Sees to it that the telling goes on, now that it has stopped.
	 */
	private void stopped(Throwable cause) {
		synchronized (this) {
			this.running = false;
		}
		if (pumpsSoon()) {
			this.log.error("Election '{}': no thread to tell the listeners on; it is tried again", this.election,
					cause);
		}
		else {
			// The threads are closed: no listener runs any more, and nothing may wait for
			// one.
			discard();
			this.log.debug("Election '{}': the listeners' threads are closed", this.election);
		}
	}

	/**
	 * What failed for want of memory may fail again, but hardly twice.
	 */
	private boolean pumpsSoon() {
		try {
			return this.soon.test(this::pump);
		}
		catch (Throwable ex) {
			return this.soon.test(this::pump);
		}
	}

	private synchronized @Nullable Event next() {
		Event event = this.waiting.poll();
		this.running = event != null;
		return event;
	}

	private void tell(Event event, LeaderElectionListener listener) {
		try {
			event.news().accept(listener);
		}
		catch (Throwable ex) {
			this.log.error("Election '{}': listener {} failed", this.election, listener, ex);
		}
	}

}
