package io.leader.guard;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.leader.guard.LeaderOnly.OnRevoked;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nested guarded calls on one thread are interrupted independently of each
 * other.
 */
class NestedInterruptTests {

	private final Map<String, TestElection> elections = Map.of("orders", new TestElection("orders").lead(), "payments",
			new TestElection("payments").lead());

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	NestedInterruptTests() {
		this.context.registerBean(LeaderOnlyPostProcessor.class,
				() -> new LeaderOnlyPostProcessor((name) -> Objects.requireNonNull(this.elections.get(name)),
						() -> true, () -> 0, true));
		this.context.registerBean(Outer.class);
		this.context.registerBean(Inner.class);
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.context.close();
	}

	static class Outer {

		@LeaderOnly(election = "orders", onRevoked = OnRevoked.INTERRUPT)
		void repeat(Runnable inner, AtomicInteger rounds) {
			while (!Thread.currentThread().isInterrupted()) {
				inner.run();
				rounds.incrementAndGet();
			}
		}

	}

	static class Inner {

		@LeaderOnly(election = "orders", onRevoked = OnRevoked.INTERRUPT)
		void orders(CountDownLatch inside, CountDownLatch revoked) {
			endsAfter(inside, revoked);
		}

		@LeaderOnly(election = "payments", onRevoked = OnRevoked.INTERRUPT)
		void payments(CountDownLatch inside, CountDownLatch revoked) {
			endsAfter(inside, revoked);
		}

		private void endsAfter(CountDownLatch inside, CountDownLatch revoked) {
			inside.countDown();
			while (revoked.getCount() > 0 || !Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
		}

	}

	private final CountDownLatch inside = new CountDownLatch(1);

	private final CountDownLatch revoked = new CountDownLatch(1);

	private final AtomicInteger rounds = new AtomicInteger();

	private CompletableFuture<Boolean> outerAround(String election) throws InterruptedException {
		Outer outer = this.context.getBean(Outer.class);
		Inner inner = this.context.getBean(Inner.class);
		CompletableFuture<Boolean> interruptedAfterwards = new CompletableFuture<>();
		Thread worker = new Thread(() -> {
			outer.repeat(() -> {
				if (election.equals("orders")) {
					inner.orders(this.inside, this.revoked);
				}
				else {
					inner.payments(this.inside, this.revoked);
				}
			}, this.rounds);
			interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
		});
		worker.setDaemon(true);
		worker.start();
		this.inside.await();
		return interruptedAfterwards;
	}

	private void revoke(String name) {
		Objects.requireNonNull(this.elections.get(name)).revoke();
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "payments" })
	void aCallNoticesItsInterruptAfterAnInnerCallThatWasInterruptedToo(String inner) throws Exception {
		CompletableFuture<Boolean> interruptedAfterwards = outerAround(inner);
		this.elections.keySet().forEach(this::revoke);
		this.revoked.countDown();
		assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).as("interrupted after the outer call").isFalse();
		assertThat(this.rounds).hasValue(1);
	}

	@Test
	void anInterruptOfTheInnerCallDoesNotReachTheOuterOne() throws Exception {
		CompletableFuture<Boolean> interruptedAfterwards = outerAround("payments");
		revoke("payments");
		this.revoked.countDown();
		await(() -> this.rounds.get() > 1);
		assertThat(interruptedAfterwards).isNotDone();
		revoke("orders");
		assertThat(interruptedAfterwards.get(10, TimeUnit.SECONDS)).isFalse();
	}

}
