package io.leader.guard;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.ConnectableFlux;

import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that methods that cannot be guarded are refused at startup.
 */
@SuppressWarnings({ "unused", "NonApiType" })
class RefusedMethodTests extends GuardedBeanTest {

	static Stream<Arguments> refused() {
		return Stream.of(Arguments.of(RefusedMethods.FinalMethod.class, "final"),
				Arguments.of(RefusedMethods.PrivateMethod.class, "private"),
				Arguments.of(RefusedMethods.StaticMethod.class, "static"),
				Arguments.of(RefusedMethods.FinalClass.class, "its class is final"),
				Arguments.of(RefusedMethods.FinalMethodOfClass.class, "final"),
				Arguments.of(RefusedMethods.PrivateScheduled.class, "private"),
				Arguments.of(RefusedMethods.PrivateListener.class, "private"),
				Arguments.of(RefusedMethods.FinalMapping.class, "final"), Arguments.of(FinalByDefault.class, "final"),
				Arguments.of(RefusedMethods.SkippedPrimitive.class, "int"),
				Arguments.of(RefusedMethods.UnknownElection.class, "'payments'"),
				Arguments.of(RefusedMethods.Task.class, "FutureTask"),
				Arguments.of(RefusedMethods.OwnFuture.class, "Mine"),
				Arguments.of(RefusedMethods.HotFlux.class, "ConnectableFlux"),
				Arguments.of(RefusedMethods.Queue.class, "BlockingQueue"),
				Arguments.of(RefusedMethods.OwnCollection.class, "MyList"),
				Arguments.of(RefusedMethods.Kafka.class, "messages"),
				Arguments.of(RefusedMethods.KafkaByClass.class, "messages"),
				Arguments.of(RefusedMethods.KafkaByInterface.class, "messages"),
				Arguments.of(RefusedMethods.Integration.class, "messages"),
				Arguments.of(RefusedMethods.Revoked.class, "listens for revocations"),
				Arguments.of(RefusedMethods.RevokedAmongOthers.class, "listens for revocations"),
				Arguments.of(RefusedMethods.RevokedByInterface.class, "listens for revocations"),
				Arguments.of(RefusedMethods.ElectionListener.class, "listens for revocations"),
				Arguments.of(RefusedMethods.Factory.class, "bean"), Arguments.of(ReturningJob.class, "Job"),
				Arguments.of(ReturningStateFlow.class, "StateFlow"),
				Arguments.of(ReturningChannel.class, "ReceiveChannel"),
				Arguments.of(ResumingWithFuture.class, "CompletableFuture"),
				Arguments.of(ResumingWithDeferred.class, "Deferred"), Arguments.of(ResumingWithJob.class, "Job"),
				Arguments.of(ResumingWithChannel.class, "ReceiveChannel"));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void isRefused(Class<?> type, String word) {
		Throwable refused = catchThrowable(() -> guarded(type));
		while (refused != null && !(refused instanceof UnguardableMethodException)) {
			refused = refused.getCause();
		}
		assertThat(refused).isNotNull().hasMessageContainingAll(type.getName(), word);
		assertThat(((UnguardableMethodException) refused).getAction()).endsWith(".");
	}

	enum Color {

		RED

	}

	@LeaderOnly
	static class Accepted {

		private final List<String> helpers = List.of();

		EnumSet<Color> colors() {
			return EnumSet.allOf(Color.class);
		}

		EnumMap<Color, String> names() {
			return new EnumMap<>(Color.class);
		}

		private void helper() {
		}

		@EventListener
		void on(OnGrantedEvent event) {
		}

	}

	@Test
	void methodsThatCanBeGuardedAreAccepted() {
		Accepted bean = guarded(Accepted.class);
		assertThat(bean.colors()).isEmpty();
		assertThat(bean.names()).isEmpty();
	}

}
