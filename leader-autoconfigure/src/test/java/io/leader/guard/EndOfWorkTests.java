package io.leader.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.test.util.AopTestUtils;

import io.leader.guard.LeaderOnly.OnRevoked;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a guarded call remains open while its work runs. After the guard has
 * canceled the work, whose end can then no longer be observed, the call remains open
 * until the lease has expired.
 */
class EndOfWorkTests extends GuardedBeanTest {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	/**
	 * Work that ignores interrupts.
	 */
	static class Stubborn {

		final ExecutorService threads = Executors.newCachedThreadPool();

		final CountDownLatch inside = new CountDownLatch(1);

		final CountDownLatch proceed = new CountDownLatch(1);

		final CountDownLatch ended = new CountDownLatch(1);

		String work() {
			this.inside.countDown();
			while (this.proceed.getCount() > 0) {
				Thread.onSpinWait();
			}
			this.ended.countDown();
			return "worked";
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Mono<String> mono() {
			return Mono.fromCallable(this::work).subscribeOn(Schedulers.boundedElastic());
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Flux<String> flux() {
			return Flux.just(1).publishOn(Schedulers.boundedElastic()).map((one) -> work());
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		CompletionStage<String> stage() {
			return CompletableFuture.supplyAsync(this::work, this.threads);
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Future<String> future() {
			return this.threads.submit(this::work);
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		CompletionStage<String> minimal() {
			return CompletableFuture.supplyAsync(this::work, this.threads).minimalCompletionStage();
		}

		@LeaderOnly
		Future<String> finished() {
			return this.threads.submit(this::work);
		}

	}

	enum Kind {

		MONO((bean) -> bean.mono().toFuture()), FLUX((bean) -> bean.flux().next().toFuture()), STAGE(Stubborn::stage),
		FUTURE(Stubborn::future);

		@SuppressWarnings("ImmutableEnumChecker")
		private final Function<Stubborn, Object> start;

		Kind(Function<Stubborn, Object> start) {
			this.start = start;
		}

	}

	private Stubborn target() {
		return AopTestUtils.getTargetObject(this.context.getBean("guarded"));
	}

	@ParameterizedTest
	@EnumSource
	void cancelledWorkStaysOpenUntilTheLeaseIsOver(Kind kind) throws Exception {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		Object result = kind.start.apply(bean);
		target().inside.await();
		this.orders.revoke();
		Future<?> future = (Future<?>) result;
		await(future::isDone);
		assertThat(this.orders.running()).as("its thread is still running").isEqualTo(1);
		await(() -> {
			this.orders.endLease();
			return this.orders.running() == 0;
		});
		target().proceed.countDown();
		target().ended.await();
	}

	@ParameterizedTest
	@EnumSource
	void workThatEndsByItselfIsClosed(Kind kind) {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		target().proceed.countDown();
		Future<?> future = (Future<?>) kind.start.apply(bean);
		await(future::isDone);
		if (kind == Kind.FUTURE) {
			assertThat(this.orders.running()).isLessThanOrEqualTo(1);
			this.orders.revoke();
		}
		await(() -> this.orders.running() == 0);
	}

	@Test
	void aStageThatCannotBeCancelledIsGuardedUntilItsWorkEnds() throws Exception {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		bean.minimal();
		target().inside.await();
		this.orders.revoke();
		assertThat(this.orders.running()).isEqualTo(1);
		target().proceed.countDown();
		await(() -> this.orders.running() == 0);
	}

	@Test
	void aPlainFutureIsGuardedUntilItsWorkEnds() throws Exception {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		bean.finished();
		target().inside.await();
		this.orders.revoke();
		assertThat(this.orders.running()).as("while its work runs").isEqualTo(1);
		target().proceed.countDown();
		await(() -> this.orders.running() == 0);
	}

	@Test
	void aPlainFutureIsGuardedUntilItsWorkEndsEvenIfNoThreadIsAvailable() throws Exception {
		PlainFutures futures = new PlainFutures(false, (task) -> {
			throw new OutOfMemoryError("unable to create native thread (simulated by this test)");
		});
		CompletableFuture<String> work = new CompletableFuture<>();
		this.orders.lead();
		futures.closeWith(work, this.orders.enter());
		Future<?> revocation = this.threads.submit(this.orders::revoke);
		await(() -> work.getNumberOfDependents() > 0 || revocation.isDone());
		assertThat(this.orders.running()).as("while its work runs").isEqualTo(1);
		work.complete("worked");
		revocation.get();
		assertThat(this.orders.running()).isZero();
	}

	@Test
	void aPlainFutureWhoseCancellationFailsIsGuardedUntilItsWorkEnds() {
		PlainFutures futures = new PlainFutures(true);
		CompletableFuture<String> work = new CompletableFuture<>() {

			@Override
			public boolean cancel(boolean interrupt) {
				throw new UnsupportedOperationException();
			}

		};
		this.orders.lead();
		futures.closeWith(work, this.orders.enter());
		this.orders.revoke();
		assertThat(this.orders.running()).as("while its work runs").isEqualTo(1);
		work.complete("worked");
		await(() -> this.orders.running() == 0);
	}

	@Test
	void plainFuturesDoNotAccumulate() throws Exception {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		target().proceed.countDown();
		for (int i = 0; i < 100; i++) {
			bean.finished().get();
		}
		assertThat(this.orders.running()).isLessThanOrEqualTo(1);
	}

	@Test
	void workThatItsSubscriberCancelsIsClosed() {
		Stubborn bean = guarded(Stubborn.class);
		this.orders.lead();
		target().proceed.countDown();
		bean.flux().take(1).blockLast();
		assertThat(this.orders.running()).isZero();
	}

	static class NotReactive {

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		CompletableFuture<String> sleep() {
			try {
				Thread.sleep(20_000);
				return CompletableFuture.completedFuture("slept");
			}
			catch (InterruptedException ex) {
				return CompletableFuture.completedFuture("interrupted");
			}
		}

	}

	@Test
	void theThreadThatCreatesAFutureIsInterruptedToo() throws Exception {
		NotReactive bean = guarded(NotReactive.class);
		this.orders.lead();
		Future<String> result = this.threads.submit(() -> bean.sleep().get());
		await(() -> this.orders.running() == 1);
		await(() -> {
			this.orders.revoke();
			return result.isDone();
		});
		assertThat(result.get()).isEqualTo("interrupted");
		assertThat(this.orders.running()).isZero();
	}

}
