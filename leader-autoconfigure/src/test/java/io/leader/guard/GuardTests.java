package io.leader.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.leader.guard.LeaderOnly.OnRevoked;
import io.leader.guard.LeaderOnly.Otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The table in {@link LeaderOnly}, and what the guard does to running calls.
 */
class GuardTests {

	private final TestElection orders = new TestElection("orders");

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private <T> T guarded(Class<T> type) {
		return guarded(type, type, true);
	}

	private <T> T guarded(Class<T> wanted, Class<? extends T> type, boolean proxyTargetClass) {
		this.context.registerBean(LeaderOnlyPostProcessor.class, () -> new LeaderOnlyPostProcessor((name) -> {
			if (name.isEmpty() || name.equals("orders")) {
				return this.orders;
			}
			throw new IllegalArgumentException("There is no election '" + name + "'; there is: orders.");
		}, proxyTargetClass));
		this.context.registerBean("guarded", type);
		this.context.refresh();
		return this.context.getBean("guarded", wanted);
	}

	@LeaderOnly
	@SuppressWarnings("NonApiType")
	static class ByDefault {

		int ran;

		public void nothing() {
			this.ran++;
		}

		public Optional<String> optional() {
			return Optional.of("ran");
		}

		public List<String> list() {
			return List.of("ran");
		}

		public HashSet<String> hashSet() {
			return new HashSet<>(List.of("ran"));
		}

		public TreeSet<String> treeSet() {
			return new TreeSet<>(List.of("ran"));
		}

		public Collection<String> collection() {
			return List.of("ran");
		}

		public Iterable<String> iterable() {
			return List.of("ran");
		}

		public Map<String, String> map() {
			return Map.of("ran", "ran");
		}

		public String[] array() {
			return new String[] { "ran" };
		}

		public int[] primitives() {
			return new int[] { 1 };
		}

		public Stream<String> stream() {
			return Stream.of("ran");
		}

		public Mono<String> mono() {
			return Mono.fromCallable(() -> "ran " + ++this.ran);
		}

		public Flux<String> flux() {
			return Flux.just("ran", "again");
		}

		public CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("ran");
		}

		public Future<String> future() {
			return CompletableFuture.completedFuture("ran");
		}

		public String object() {
			return "ran";
		}

		public int primitive() {
			return 1;
		}

		int notPublic() {
			return 1;
		}

	}

	@Test
	void onAFollowerWhatSuitsTheReturnType() throws Exception {
		ByDefault bean = guarded(ByDefault.class);
		bean.nothing();
		assertThat(bean.ran).isZero();
		assertThat(bean.optional()).isEmpty();
		assertThat(bean.list()).isEmpty();
		assertThat(bean.hashSet()).isEmpty();
		assertThat(bean.treeSet()).isEmpty();
		assertThat(bean.collection()).isEmpty();
		assertThat(bean.iterable()).isEmpty();
		assertThat(bean.map()).isEmpty();
		assertThat(bean.array()).isEmpty();
		assertThat(bean.primitives()).isEmpty();
		assertThat(bean.stream()).isEmpty();
		assertThat(bean.mono().blockOptional()).isEmpty();
		assertThat(bean.flux().collectList().block()).isEmpty();
		assertThat(bean.stage().toCompletableFuture().get()).isNull();
		assertThat(bean.future().get()).isNull();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::object)
			.withMessageContainingAll("'me'", "'orders'", "'other'")
			.satisfies((ex) -> assertThat(List.of(ex.getElection(), ex.getIdentity(), ex.getLeader()))
				.containsExactly("orders", "me", "other"));
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::primitive);
		assertThat(bean.notPublic()).as("a class's guard is for its public methods").isEqualTo(1);
	}

	@Test
	void onTheLeaderTheMethodRunsAndIsCountedUntilItEnds() throws Exception {
		ByDefault bean = guarded(ByDefault.class);
		this.orders.lead();
		bean.nothing();
		assertThat(bean.optional()).contains("ran");
		assertThat(bean.list()).containsExactly("ran");
		assertThat(bean.stream()).containsExactly("ran");
		assertThat(bean.flux().collectList().block()).containsExactly("ran", "again");
		assertThat(bean.stage().toCompletableFuture().get()).isEqualTo("ran");
		assertThat(bean.future().get()).isEqualTo("ran");
		assertThat(bean.object()).isEqualTo("ran");
		assertThat(bean.primitive()).isEqualTo(1);
		assertThat(this.orders.running()).isZero();
	}

	@Test
	void reactiveWorkIsDecidedAtSubscription() {
		ByDefault bean = guarded(ByDefault.class);
		Mono<String> early = bean.mono();
		this.orders.lead();
		assertThat(early.block()).startsWith("ran");
		this.orders.revoke();
		assertThat(early.blockOptional()).isEmpty();
		assertThat(this.orders.running()).isZero();
	}

	static class Throwing {

		@LeaderOnly(otherwise = Otherwise.THROW)
		void nothing() {
		}

		@LeaderOnly(value = "orders", otherwise = Otherwise.THROW)
		Optional<String> optional() {
			return Optional.of("ran");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Mono<String> mono() {
			return Mono.just("ran");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Flux<String> flux() {
			return Flux.just("ran");
		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		CompletableFuture<String> stage() {
			return CompletableFuture.completedFuture("ran");
		}

		@LeaderOnly(otherwise = Otherwise.SKIP)
		String skipped() {
			return "ran";
		}

	}

	@Test
	void onAFollowerItThrowsWhereThatIsAskedFor() {
		Throwing bean = guarded(Throwing.class);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::nothing);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::optional);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> bean.mono().block());
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> bean.flux().blockLast());
		assertThat(bean.stage()).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableThat()
			.withCauseInstanceOf(NotLeaderException.class);
		assertThat(bean.skipped()).isNull();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderOnly(otherwise = Otherwise.THROW)
	@interface Exclusive {

	}

	interface Service {

		@LeaderOnly
		Optional<String> fromInterface();

	}

	static class Implementation implements Service {

		@Override
		public Optional<String> fromInterface() {
			return Optional.of("ran");
		}

		@Exclusive
		public String meta() {
			return "ran";
		}

	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void interfacesGuardTooWhateverTheProxy(boolean proxyTargetClass) {
		Service bean = guarded(Service.class, Implementation.class, proxyTargetClass);
		assertThat(bean.fromInterface()).isEmpty();
		this.orders.lead();
		assertThat(bean.fromInterface()).contains("ran");
	}

	@Test
	void anAnnotationCanBeAGuard() {
		Implementation bean = guarded(Implementation.class);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::meta);
	}

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
	void aRevocationInterruptsWhereThatIsAskedForAndNoInterruptIsLeftBehind() throws Exception {
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
	void aRevocationCancelsReactiveAndAsynchronousWorkWhereThatIsAskedFor() {
		Interruptible bean = guarded(Interruptible.class);
		this.orders.lead();
		CompletableFuture<String> mono = bean.never().toFuture();
		CompletableFuture<String> pending = bean.pending();
		assertThat(this.orders.running()).isEqualTo(2);
		this.orders.revoke();
		assertThat(mono).isCompletedExceptionally();
		assertThat(pending).isCancelled();
		assertThat(this.orders.running()).isZero();
	}

	static class WithFinalMethod {

		@LeaderOnly
		final void settle() {
		}

	}

	static class WithPrivateMethod {

		@LeaderOnly
		private void settle() {
		}

		void call() {
			settle();
		}

	}

	static class SkippingPrimitive {

		@LeaderOnly(otherwise = Otherwise.SKIP)
		int settle() {
			return 1;
		}

	}

	static class UnknownElection {

		@LeaderOnly("payments")
		void settle() {
		}

	}

	@Test
	void whatCannotBeGuardedIsRefusedAtStartUp() {
		assertRefused(WithFinalMethod.class, "settle", "final");
		assertRefused(WithPrivateMethod.class, "settle", "private");
		assertRefused(SkippingPrimitive.class, "settle", "int");
		assertRefused(UnknownElection.class, "settle", "'payments'", "orders");
	}

	private static void assertRefused(Class<?> type, String... words) {
		assertThat(catchThrowable(() -> new GuardTests().guarded(type))).satisfies((ex) -> {
			Throwable refused = ex;
			while (!(refused instanceof UnguardableMethodException)) {
				refused = refused.getCause();
			}
			assertThat(refused).hasMessageContainingAll(words);
		});
	}

}
