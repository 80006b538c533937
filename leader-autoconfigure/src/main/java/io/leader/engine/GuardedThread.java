package io.leader.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.leader.election.GuardedCall;

/**
 * Tracks the guarded calls that the current thread is in, for a term preparation that
 * needs to know them without receiving them as arguments. A thread is in a call from the
 * beginning of the call until the call is closed, on any thread, or until the thread has
 * {@linkplain #leave done its part} in the call. A thread that is not in a call and has
 * no registered work keeps no state, except for calls that were closed on another thread,
 * which it might keep until it next enters or leaves a call.
 */
public final class GuardedThread {

	private static final ThreadLocal<@Nullable GuardedThread> current = new ThreadLocal<>();

	private final List<Entered> calls = new ArrayList<>();

	private final List<Noted> noted = new ArrayList<>(0);

	private GuardedThread() {
	}

	/**
	 * A piece of work and the terms to which it belongs.
	 */
	private record Noted(Object work, Set<GuardedTerm> terms) {
	}

	/**
	 * A guarded call that knows its term and is registered with a thread.
	 */
	private static final class Entered implements LeaseBoundCall {

		private final GuardedTerm term;

		private final GuardedCall call;

		private volatile boolean left;

		Entered(GuardedTerm term, GuardedCall call) {
			this.term = term;
			this.call = call;
		}

		@Override
		public void onRevoked(Runnable action) {
			this.call.onRevoked(action);
		}

		@Override
		public void endWithLease() {
			LeaseBoundCall.endWithLease(this.call);
		}

		@Override
		public void close() {
			leave(this);
			this.call.close();
		}

	}

	/**
	 * Records that the current thread is in a guarded call, and returns the call to pass
	 * to the application. If this fails, closes the call, since the application does not
	 * receive it.
	 */
	static GuardedCall enter(String election, long fencingToken, GuardedCall call) {
		try {
			GuardedTerm term = new GuardedTerm(election, fencingToken);
			Entered entered = new Entered(term, call);
			GuardedThread thread = present();
			thread.calls.removeIf((other) -> other.left);
			thread.noted.forEach((noted) -> noted.terms().add(term));
			thread.calls.add(entered);
			return entered;
		}
		catch (Throwable ex) {
			call.close();
			throw ex;
		}
	}

	/**
	 * Records that the thread of a guarded call has done its part in the call, which may
	 * continue elsewhere.
	 * @param call the call; ignored if it is not registered with a thread
	 */
	public static void leave(GuardedCall call) {
		if (call instanceof Entered entered) {
			entered.left = true;
			removeIfUnused();
		}
	}

	/**
	 * Starts tracking the terms to which the given work of the current thread belongs.
	 * These are the terms of the guarded calls that the thread is in or enters before
	 * {@link #forget} is called for the work.
	 * @param work the work, compared by identity
	 */
	public static void note(Object work) {
		GuardedThread thread = present();
		Set<GuardedTerm> terms = new LinkedHashSet<>();
		for (Entered entered : thread.calls) {
			if (!entered.left) {
				terms.add(entered.term);
			}
		}
		thread.noted.add(new Noted(work, terms));
	}

	/**
	 * Returns the terms to which the given work belongs.
	 * @param work the work that was {@linkplain #note registered} on this thread
	 * @return the terms; none if the work is not registered on this thread
	 */
	public static Set<GuardedTerm> terms(Object work) {
		GuardedThread thread = current.get();
		if (thread != null) {
			for (Noted noted : thread.noted) {
				if (noted.work() == work) {
					return noted.terms();
				}
			}
		}
		return Set.of();
	}

	/**
	 * Stops the tracking that {@link #note} began for the given work.
	 * @param work the work
	 */
	public static void forget(Object work) {
		GuardedThread thread = current.get();
		if (thread != null) {
			thread.noted.removeIf((noted) -> noted.work() == work);
			removeIfUnused();
		}
	}

	private static GuardedThread present() {
		GuardedThread thread = current.get();
		if (thread == null) {
			thread = new GuardedThread();
			current.set(thread);
		}
		return thread;
	}

	private static void removeIfUnused() {
		GuardedThread thread = current.get();
		if (thread != null) {
			thread.calls.removeIf((call) -> call.left);
			if (thread.calls.isEmpty() && thread.noted.isEmpty()) {
				current.remove();
			}
		}
	}

}
