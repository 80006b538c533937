package io.leader.guard;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.LeaseBoundCall;

/**
 * Guard for work that starts with each subscription, and ends with the last signal or
 * when the subscriber cancels the subscription. If a revocation cancels the subscription,
 * nothing signals when the work ends, so the guarded call stays open until the lease has
 * expired, unless the source terminates earlier.
 *
 * @param election the election
 * @param substitute the outcome of a subscription on a follower
 * @param interrupts whether a revocation cancels the subscription
 * @param adapter the adapter for the return type of the method
 */
record ReactiveGuard(GuardElection election, Substitute substitute, boolean interrupts,
		ReactiveAdapter adapter) implements Guard {

	@Override
	public Object call(MethodInvocation invocation) {
		return this.adapter.fromPublisher(this.adapter.isMultiValue() ? Flux.defer(() -> subscribed(invocation))
				: Mono.defer(() -> Mono.fromDirect(subscribed(invocation))));
	}

	private Publisher<Object> subscribed(MethodInvocation invocation) {
		LeaderElection current = this.election.current();
		GuardedCall call = current.enter();
		if (call == null) {
			return Mono.justOrEmpty(this.substitute.resultFor(current));
		}
		Disposable.Swap revocable = Disposables.swap();
		Flux<Object> work = source(invocation, call).hide().doAfterTerminate(call::close).doFinally((signal) -> {
			if (signal == SignalType.CANCEL && !revocable.isDisposed()) {
				call.close();
			}
		});
		return this.interrupts ? work.doOnSubscribe((subscription) -> revocable.update(subscription::cancel))
			.takeUntilOther(revocation(current, call, revocable)) : work;
	}

	/**
	 * Returns a publisher whose error ends the subscription at a revocation. The
	 * subscription to the source is canceled explicitly, since {@code takeUntilOther}
	 * does not cancel it when the other publisher emits an error.
	 */
	private Mono<Void> revocation(LeaderElection current, GuardedCall call, Disposable revocable) {
		Sinks.Empty<Void> sink = Sinks.empty();
		call.onRevoked(() -> {
			try {
				revocable.dispose();
			}
			finally {
				sink.tryEmitError(NotLeaderException.of(current));
				LeaseBoundCall.endWithLease(call);
			}
		});
		return sink.asMono();
	}

	private Flux<Object> source(MethodInvocation invocation, GuardedCall call) {
		try {
			// Each subscription runs through all advice that follows the guard.
			MethodInvocation copy = (invocation instanceof ProxyMethodInvocation proxy) ? proxy.invocableClone()
					: invocation;
			@Nullable Object source = Guard.proceed(copy, call, this.interrupts);
			return Flux.<Object>from(this.adapter.toPublisher(source));
		}
		catch (Throwable ex) {
			call.close();
			throw Exceptions.propagate(ex);
		}
	}

}
