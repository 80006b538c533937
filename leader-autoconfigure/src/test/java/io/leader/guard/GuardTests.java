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
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.leader.guard.LeaderOnly.Otherwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests the behavior that the table in {@link LeaderOnly} documents, and the annotation
 * on interfaces and as a meta-annotation.
 */
class GuardTests extends GuardedBeanTest {

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
	void onAFollowerReturnsTheEmptyValueOfTheReturnType() throws Exception {
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
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::notPublic);
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
	void reactiveWorkIsGuardedAtSubscription() {
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
	void onAFollowerThrowsIfConfigured() {
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
	void annotatedInterfacesAreGuardedWithAnyKindOfProxy(boolean proxyTargetClass) {
		Service bean = guarded(Service.class, Implementation.class, proxyTargetClass);
		assertThat(bean.fromInterface()).isEmpty();
		this.orders.lead();
		assertThat(bean.fromInterface()).contains("ran");
	}

	@Test
	void theAnnotationCanBeAMetaAnnotation() {
		Implementation bean = guarded(Implementation.class);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::meta);
	}

}
