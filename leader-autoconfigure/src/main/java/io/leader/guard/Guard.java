package io.leader.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly.OnRevoked;

/**
 * Guards the calls of one method.
 *
 * @param election the election
 * @param kind how the method's result comes
 * @param instead what a call gives on a follower
 * @param onRevoked what happens to a running call on revocation
 */
record Guard(LeaderElection election, Kind kind, Instead instead, OnRevoked onRevoked) {

	/**
	 * How a method's result comes.
	 */
	enum Kind {

		BLOCKING, MONO, FLUX, STAGE, FUTURE;

		static Kind of(Class<?> type) {
			if (Mono.class.isAssignableFrom(type)) {
				return MONO;
			}
			if (Publisher.class.isAssignableFrom(type)) {
				return FLUX;
			}
			if (CompletionStage.class.isAssignableFrom(type)) {
				return STAGE;
			}
			return Future.class.isAssignableFrom(type) ? FUTURE : BLOCKING;
		}

	}

	@Nullable Object call(MethodInvocation invocation) throws Throwable {
		return switch (this.kind) {
			case MONO -> mono(invocation);
			case FLUX -> flux(invocation);
			case STAGE, FUTURE -> future(invocation);
			case BLOCKING -> blocking(invocation);
		};
	}

	private @Nullable Object blocking(MethodInvocation invocation) throws Throwable {
		try (GuardedCall call = this.election.enter()) {
			if (call == null) {
				return this.instead.give(this.election);
			}
			return (this.onRevoked == OnRevoked.INTERRUPT) ? interruptible(call, invocation) : invocation.proceed();
		}
	}

	private static @Nullable Object interruptible(GuardedCall call, MethodInvocation invocation) throws Throwable {
		try (Interruption interruption = new Interruption(Thread.currentThread())) {
			call.onRevoked(interruption::interrupt);
			return invocation.proceed();
		}
	}

	private Object mono(MethodInvocation invocation) {
		return Mono.defer(() -> {
			GuardedCall call = this.election.enter();
			if (call == null) {
				return Mono.justOrEmpty(this.instead.give(this.election));
			}
			Mono<Object> work = Mono.from(publisher(invocation, call)).cast(Object.class);
			return ((this.onRevoked == OnRevoked.INTERRUPT) ? work.takeUntilOther(revocation(call)) : work)
				.doFinally((signal) -> call.close());
		});
	}

	private Object flux(MethodInvocation invocation) {
		return Flux.defer(() -> {
			GuardedCall call = this.election.enter();
			if (call == null) {
				return Mono.justOrEmpty(this.instead.give(this.election));
			}
			Flux<Object> work = Flux.from(publisher(invocation, call)).cast(Object.class);
			return ((this.onRevoked == OnRevoked.INTERRUPT) ? work.takeUntilOther(revocation(call)) : work)
				.doFinally((signal) -> call.close());
		});
	}

	private Mono<Void> revocation(GuardedCall call) {
		Sinks.Empty<Void> revoked = Sinks.empty();
		call.onRevoked(() -> revoked.tryEmitError(NotLeaderException.of(this.election)));
		return revoked.asMono();
	}

	private static Publisher<?> publisher(MethodInvocation invocation, GuardedCall call) {
		try {
			if (invocation.proceed() instanceof Publisher<?> publisher) {
				return publisher;
			}
			throw new IllegalStateException(invocation.getMethod() + " returned no publisher");
		}
		catch (Throwable ex) {
			call.close();
			throw Exceptions.propagate(ex);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private @Nullable Object future(MethodInvocation invocation) throws Throwable {
		GuardedCall call = this.election.enter();
		if (call == null) {
			try {
				return CompletableFuture.completedFuture(this.instead.give(this.election));
			}
			catch (NotLeaderException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}
		Object result;
		try {
			result = invocation.proceed();
		}
		catch (Throwable ex) {
			call.close();
			throw ex;
		}
		if (result instanceof CompletionStage<?> stage) {
			closeWith(stage, call);
		}
		else {
			// A plain future does not tell when it is done.
			call.close();
		}
		return result;
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void closeWith(CompletionStage<?> stage, GuardedCall call) {
		if (this.onRevoked == OnRevoked.INTERRUPT) {
			call.onRevoked(() -> stage.toCompletableFuture().cancel(true));
		}
		stage.whenComplete((value, failure) -> call.close());
	}

}
