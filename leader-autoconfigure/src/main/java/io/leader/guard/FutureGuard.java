package io.leader.guard;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.LeaseBoundCall;

/**
 * Guard for work that ends when a future completes. A future that is canceled by a
 * revocation completes immediately, even if its work has not ended, so the guarded call
 * stays open until the lease has expired.
 *
 * @param election the election
 * @param substitute the outcome of the future on a follower
 * @param interrupts whether a revocation cancels the future
 * @param creatable whether the guard can create such a future; otherwise, a skipped call
 * returns {@code null}
 * @param plain the futures that do not signal their completion
 */
record FutureGuard(GuardElection election, Substitute substitute, boolean interrupts, boolean creatable,
		PlainFutures plain) implements Guard {

	FutureGuard(GuardElection election, Substitute substitute, boolean interrupts, boolean creatable) {
		this(election, substitute, interrupts, creatable, new PlainFutures(interrupts));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		LeaderElection current = this.election.current();
		GuardedCall call = current.enter();
		if (call == null) {
			return skipped(current);
		}
		Object result;
		try {
			result = Guard.proceed(invocation, call, this.interrupts);
		}
		catch (Throwable ex) {
			call.close();
			throw ex;
		}
		if (result instanceof CompletionStage<?> stage) {
			closeWith(stage, call);
		}
		else if (result instanceof Future<?> future) {
			this.plain.closeWith(future, call);
		}
		else {
			call.close();
		}
		return result;
	}

	private @Nullable CompletableFuture<?> skipped(LeaderElection current) {
		if (!this.creatable) {
			this.substitute.resultFor(current);
			return null;
		}
		try {
			return CompletableFuture.completedFuture(this.substitute.resultFor(current));
		}
		catch (NotLeaderException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void closeWith(CompletionStage<?> stage, GuardedCall call) {
		AtomicBoolean canceled = new AtomicBoolean();
		if (this.interrupts) {
			call.onRevoked(() -> {
				canceled.set(true);
				cancel(stage);
			});
		}
		stage.whenComplete((value, failure) -> {
			if (canceled.get() && isCancellation(failure)) {
				LeaseBoundCall.endWithLease(call);
			}
			else {
				call.close();
			}
		});
	}

	private static void cancel(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().cancel(true);
		}
		catch (UnsupportedOperationException ex) {
			// The future cannot be canceled, so its work runs to completion.
		}
	}

	private static boolean isCancellation(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		return cause instanceof CancellationException;
	}

}
