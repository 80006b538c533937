package io.leader.guard;

import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import io.leader.election.GuardedCall;
import io.leader.engine.LeaseBoundCall;

/**
 * Futures that do not signal their completion. Each subsequent call of the same method
 * checks whether they are done. At the end of a term, when the lock cannot be released
 * until they are done, a thread waits for each of them, except for those that the
 * revocation has canceled, whose guarded calls stay open until the lease is over.
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

	private final Queue<Running> running = new ConcurrentLinkedQueue<>();

	PlainFutures(boolean interrupts) {
		this.interrupts = interrupts;
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
			if (this.interrupts && future.cancel(true)) {
				// The future claims to be done, but its thread may still be running.
				LeaseBoundCall.endWithLease(call);
				return;
			}
			Thread waiting = new Thread(() -> await(added), "leader-guarded-future");
			waiting.setDaemon(true);
			waiting.start();
		});
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
