package io.leader.guard;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

/**
 * Guard for work that has ended when its method returns.
 *
 * @param election the election
 * @param substitute what a call returns or throws on a follower
 * @param interrupts whether a revocation interrupts the thread
 */
record BlockingGuard(GuardElection election, Substitute substitute, boolean interrupts) implements Guard {

	@Override
	public @Nullable Object call(MethodInvocation invocation) throws Throwable {
		LeaderElection current = this.election.current();
		try (GuardedCall call = current.enter()) {
			return (call != null) ? Guard.proceed(invocation, call, this.interrupts)
					: this.substitute.resultFor(current);
		}
	}

}
