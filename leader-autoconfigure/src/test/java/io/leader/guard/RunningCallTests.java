package io.leader.guard;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.leader.guard.LeaderOnly.OnRevoked;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the effect of a revocation on running calls.
 */
class RunningCallTests extends GuardedBeanTest {

	static class Interruptible {

		private final CountDownLatch inside = new CountDownLatch(1);

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		String sleep() {
			this.inside.countDown();
			try {
				TimeUnit.SECONDS.sleep(20);
				return "slept";
			}
			catch (InterruptedException ex) {
				return "interrupted";
			}
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		String ignore() {
			this.inside.countDown();
			while (!Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
			return "ignored";
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		Mono<String> never() {
			return Mono.never();
		}

		@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
		CompletableFuture<String> pending() {
			return new CompletableFuture<>();
		}

	}

	@Test
	void aRevocationInterruptsIfConfiguredAndLeavesNoInterruptBehind() throws Exception {
		Interruptible bean = guarded(Interruptible.class);
		this.orders.lead();
		CompletableFuture<Boolean> left = new CompletableFuture<>();
		CompletableFuture<String> result = new CompletableFuture<>();
		Thread worker = new Thread(() -> {
			result.complete(bean.ignore());
			left.complete(Thread.currentThread().isInterrupted());
		});
		worker.start();
		while (this.orders.running() == 0) {
			Thread.onSpinWait();
		}
		TimeUnit.MILLISECONDS.sleep(50);
		this.orders.revoke();
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("ignored");
		assertThat(left.get(10, TimeUnit.SECONDS)).as("interrupted after the method").isFalse();
		this.orders.lead();
		CompletableFuture<String> slept = CompletableFuture.supplyAsync(bean::sleep);
		while (this.orders.running() == 0) {
			Thread.onSpinWait();
		}
		TimeUnit.MILLISECONDS.sleep(50);
		this.orders.revoke();
		assertThat(slept.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
	}

	@Test
	void aRevocationCancelsReactiveAndAsynchronousWorkIfConfigured() {
		Interruptible bean = guarded(Interruptible.class);
		this.orders.lead();
		CompletableFuture<String> mono = bean.never().toFuture();
		CompletableFuture<String> pending = bean.pending();
		assertThat(this.orders.running()).isEqualTo(2);
		this.orders.revoke();
		assertThat(mono).isCompletedExceptionally();
		assertThat(pending).isCancelled();
		assertThat(this.orders.running()).as("whether their work has ended is unknown").isEqualTo(2);
	}

}
