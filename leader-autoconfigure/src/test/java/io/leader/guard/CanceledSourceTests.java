package io.leader.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.leader.guard.LeaderOnly.OnRevoked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that with {@code OnRevoked.INTERRUPT}, a revocation cancels the source of
 * reactive work, rather than merely ending the guarded publisher.
 */
class CanceledSourceTests extends GuardedBeanTest {

	private static final AtomicInteger canceled = new AtomicInteger();

	private static final Sinks.Many<Integer> values = Sinks.many().multicast().directBestEffort();

	static class Jobs {

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Mono<Integer> mono() {
			return Mono.<Integer>never().doOnCancel(canceled::incrementAndGet);
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Flux<Integer> flux() {
			return values.asFlux().doOnCancel(canceled::incrementAndGet);
		}

	}

	@Test
	void aRevocationCancelsTheSourceOfAMono() {
		Jobs jobs = guarded(Jobs.class);
		this.orders.lead();
		canceled.set(0);
		CompletableFuture<Integer> result = jobs.mono().toFuture();
		this.orders.revoke();
		assertThat(canceled).hasValue(1);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(result::get)
			.withCauseInstanceOf(NotLeaderException.class);
	}

	@Test
	void aRevocationCancelsTheSourceOfAFlux() {
		Jobs jobs = guarded(Jobs.class);
		this.orders.lead();
		canceled.set(0);
		CompletableFuture<Integer> sum = jobs.flux().reduce(0, Integer::sum).toFuture();
		values.tryEmitNext(1);
		this.orders.revoke();
		assertThat(canceled).hasValue(1);
		assertThat(values.currentSubscriberCount()).isZero();
		assertThat(sum).isCompletedExceptionally();
	}

	@Test
	void workThatEndsIsNotAffectedByALaterRevocation() {
		Jobs jobs = guarded(Jobs.class);
		this.orders.lead();
		canceled.set(0);
		CompletableFuture<Integer> first = jobs.flux().next().toFuture();
		values.tryEmitNext(7);
		assertThat(first).isCompletedWithValue(7);
		assertThat(canceled).as("next() cancels").hasValue(1);
		assertThat(this.orders.running()).isZero();
		this.orders.revoke();
		assertThat(canceled).hasValue(1);
	}

}
