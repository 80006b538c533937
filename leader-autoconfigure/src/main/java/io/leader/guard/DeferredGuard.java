package io.leader.guard;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

/**
 * Guard for Kotlin's {@code Deferred}. The work starts with the call. A {@code Deferred}
 * is a job, which completes only when its work has ended, even if the job has been
 * canceled.
 *
 * @param election the election
 * @param substitute the outcome of the {@code Deferred} on a follower
 * @param interrupts whether a revocation cancels the job
 * @param adapter the adapter for the return type of the method
 */
record DeferredGuard(GuardElection election, Substitute substitute, boolean interrupts,
		ReactiveAdapter adapter) implements Guard {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		LeaderElection current = this.election.current();
		GuardedCall call = current.enter();
		if (call == null) {
			return this.adapter.fromPublisher(Mono.fromCallable(() -> this.substitute.resultFor(current)));
		}
		Object result;
		try {
			result = Guard.proceed(invocation, call, this.interrupts);
		}
		catch (Throwable ex) {
			call.close();
			throw ex;
		}
		if (result == null) {
			call.close();
			return null;
		}
		if (this.interrupts) {
			call.onRevoked(() -> Coroutines.cancel(result));
		}
		Mono.from(this.adapter.<Object>toPublisher(result)).subscribe((value) -> {
		}, (failure) -> call.close(), call::close);
		return result;
	}

}
