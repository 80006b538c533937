package io.leader.guard;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

import io.leader.election.GuardedCall;
import io.leader.engine.GuardedThread;
import io.leader.guard.LeaderOnly.OnRevoked;

/**
 * Guards the calls to one method. A guarded call is closed when its work has ended. There
 * is one implementation for each way to detect the end of the work. Canceling work does
 * not mean that the work has ended.
 */
sealed interface Guard permits BlockingGuard, FutureGuard, DeferredGuard, ReactiveGuard {

	@Nullable Object call(MethodInvocation invocation) throws Throwable;

	/**
	 * Creates the guard for a method.
	 * @throws UnguardableMethodException if there is no guard for the method's return
	 * type, or if a library that the guard requires is missing
	 */
	static Guard of(GuardedMethod method, GuardElection election) {
		Class<?> type = method.returnType().toClass();
		boolean interrupts = method.annotation().onRevoked() == OnRevoked.INTERRUPT;
		Substitute substitute = Substitute.of(method);
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (method.suspends()) {
			Coroutines.requireBridge(method);
			Coroutines.refuseRunning(method, type);
			boolean flow = adapter != null && adapter.isMultiValue();
			return new ReactiveGuard(election, substitute, interrupts, reactor(flow ? Flux.class : Mono.class));
		}
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)) {
			boolean creatable = type.isAssignableFrom(CompletableFuture.class);
			if (!creatable && !Caller.SCHEDULER.calls(method.method())) {
				requireCreatable(method, type, CompletableFuture.class);
			}
			return new FutureGuard(election, substitute, interrupts, creatable);
		}
		if (adapter == null) {
			Coroutines.refuse(method, type);
			return new BlockingGuard(election, substitute, interrupts);
		}
		requireCreatable(method, type, adapter.getReactiveType());
		boolean deferred = adapter.getDescriptor().isDeferred() && !Coroutines.isJob(type);
		return deferred ? new ReactiveGuard(election, substitute, interrupts, adapter)
				: new DeferredGuard(election, substitute, interrupts, adapter);
	}

	private static ReactiveAdapter reactor(Class<?> type) {
		return Objects.requireNonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type));
	}

	private static void requireCreatable(GuardedMethod method, Class<?> type, Class<?> made) {
		if (!type.isAssignableFrom(made)) {
			throw new UnguardableMethodException(
					"%s returns %s, which the guard cannot create when the call is skipped."
						.formatted(method.describe(), type.getName()),
					"Change the return type to %s.".formatted(made.getSimpleName()));
		}
	}

	/**
	 * Invokes the method on the calling thread. When the method returns, the thread
	 * leaves the guarded call, even if asynchronous work continues.
	 * @param interrupts whether a revocation interrupts the thread while the method runs
	 */
	static @Nullable Object proceed(MethodInvocation invocation, GuardedCall call, boolean interrupts)
			throws Throwable {
		try {
			return interrupts ? proceedUntilRevoked(invocation, call) : invocation.proceed();
		}
		finally {
			GuardedThread.leave(call);
		}
	}

	private static @Nullable Object proceedUntilRevoked(MethodInvocation invocation, GuardedCall call)
			throws Throwable {
		try (Interruption interruption = new Interruption()) {
			call.onRevoked(interruption::interrupt);
			return invocation.proceed();
		}
	}

}
