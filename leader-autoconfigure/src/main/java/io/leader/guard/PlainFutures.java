package io.leader.guard;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

import io.leader.election.GuardedCall;
import io.leader.engine.LeaseBoundCall;

/**
 * Futures that do not signal their completion. Each subsequent call of the same method
 * checks whether they are done. At the end of a term, when the lock cannot be released
 * until they are done, a thread waits for each of them. If a revocation cancels a future,
 * no thread waits for it, and its guarded call stays open until the lease has expired.
 */
final class PlainFutures {

	private record Running(Future<?> future, GuardedCall call) {

		boolean closeIfDone() {
			boolean done = this.future.isDone();
			if (done) {
				this.call.close();
			}
			return done;
		}

	}

	private final boolean interrupts;

	private final ThreadFactory threads;

	private final Queue<Running> running = new ConcurrentLinkedQueue<>();

	PlainFutures(boolean interrupts) {
		this(interrupts, PlainFutures::daemon);
	}

	/**
	 * Creates an instance without futures.
	 * @param interrupts whether a revocation cancels the futures
	 * @param threads creates the threads that wait for the futures
	 */
	PlainFutures(boolean interrupts, ThreadFactory threads) {
		this.interrupts = interrupts;
		this.threads = threads;
	}

	void closeWith(Future<?> future, GuardedCall call) {
		this.running.removeIf(Running::closeIfDone);
		Running added = new Running(future, call);
		if (added.closeIfDone()) {
			return;
		}
		this.running.add(added);
		call.onRevoked(() -> {
			this.running.remove(added);
			if (this.interrupts && cancel(future)) {
				// The future claims to be done, but its thread may still be running.
				LeaseBoundCall.endWithLease(call);
				return;
			}
			awaitOnAnotherThread(added);
		});
	}

	private static boolean cancel(Future<?> future) {
		try {
			return future.cancel(true);
		}
		catch (RuntimeException ex) {
			// This usually means that the future cannot be canceled, so its work runs to
			// completion.
			return future.isCancelled();
		}
	}

	private void awaitOnAnotherThread(Running one) {
		try {
			this.threads.newThread(() -> await(one)).start();
		}
		catch (Throwable ex) {
			// No other thread is available, so wait on this thread, which a revocation
			// action is allowed to block.
			await(one);
		}
	}

	private static Thread daemon(Runnable task) {
		Thread thread = new Thread(task, "leader-guarded-future");
		thread.setDaemon(true);
		return thread;
	}

	private static void await(Running one) {
		try {
			one.future.get();
		}
		catch (ExecutionException | CancellationException ex) {
			// The caller handles the failure.
		}
		catch (InterruptedException ex) {
			// It is unknown whether the work has ended, so the lock is left to expire.
			Thread.currentThread().interrupt();
			return;
		}
		one.call.close();
	}

}
