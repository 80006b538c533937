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

/**
 * For work that ends when a future completes. A future that a revocation has cancelled
 * completes at once and says nothing of its work: the call stays open.
 *
 * @param election the election
 * @param instead what the future of a follower gives
 * @param interrupts whether a revocation cancels the future
 * @param makeable whether the guard can make such a future; otherwise a skipped call
 * gives none
 * @param plain those that do not tell when they complete
 */
record FutureGuard(LeaderElection election, Instead instead, boolean interrupts, boolean makeable,
		PlainFutures plain) implements Guard {

	FutureGuard(LeaderElection election, Instead instead, boolean interrupts, boolean makeable) {
		this(election, instead, interrupts, makeable, new PlainFutures(interrupts));
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored")
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		GuardedCall call = this.election.enter();
		if (call == null) {
			return skipped();
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

	private @Nullable CompletableFuture<?> skipped() {
		if (!this.makeable) {
			this.instead.give(this.election);
			return null;
		}
		try {
			return CompletableFuture.completedFuture(this.instead.give(this.election));
		}
		catch (NotLeaderException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void closeWith(CompletionStage<?> stage, GuardedCall call) {
		AtomicBoolean cancelled = new AtomicBoolean();
		if (this.interrupts) {
			call.onRevoked(() -> {
				cancelled.set(true);
				cancel(stage);
			});
		}
		stage.whenComplete((value, failure) -> {
			if (!cancelled.get() || !isCancellation(failure)) {
				call.close();
			}
		});
	}

	private static void cancel(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().cancel(true);
		}
		catch (UnsupportedOperationException ex) {
			// It cannot be cancelled, so it runs to its end.
		}
	}

	private static boolean isCancellation(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		return cause instanceof CancellationException;
	}

}
