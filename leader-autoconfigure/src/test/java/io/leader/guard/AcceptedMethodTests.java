package io.leader.guard;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.context.support.ApplicationObjectSupport;
import org.springframework.core.Ordered;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.web.service.annotation.GetExchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Tests which methods the guard accepts, and what calls to such methods return.
 */
@SuppressWarnings({ "unused", "NonApiType" })
class AcceptedMethodTests extends GuardedBeanTest {

	static class Single {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		@LeaderOnly
		Mono<String> work() {
			return Mono.just("value")
				.doOnCancel(() -> this.seen.add("cancel"))
				.doOnTerminate(() -> this.seen.add("end"));
		}

		List<String> seen() {
			return this.seen;
		}

	}

	@Test
	void aMonoCompletesAndIsNotCancelled() {
		Single bean = guarded(Single.class);
		this.orders.lead();
		assertThat(bean.work().block()).isEqualTo("value");
		assertThat(bean.seen()).containsExactly("end");
		assertThat(this.orders.running()).isZero();
	}

	static class RevokedOfAnother {

		@LeaderOnly("orders")
		@EventListener(condition = "#event.role == 'payments'")
		void on(OnRevokedEvent event) {
		}

	}

	static class ScheduledQueue {

		@LeaderOnly
		@Scheduled(fixedDelay = Long.MAX_VALUE, initialDelay = Long.MAX_VALUE)
		Queue<String> work() {
			throw new IllegalStateException("Not on a follower");
		}

	}

	static class ScheduledTask {

		@LeaderOnly
		@Scheduled(fixedDelay = Long.MAX_VALUE, initialDelay = Long.MAX_VALUE)
		FutureTask<String> work() {
			throw new IllegalStateException("Not on a follower");
		}

	}

	@LeaderOnly
	record Data(String name) implements Runnable {

		@Override
		public void run() {
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	@LeaderOnly
	static class Support extends ApplicationObjectSupport {

		Object work() {
			throw new IllegalStateException("Not on a follower");
		}

	}

	static Stream<Class<?>> accepted() {
		return Stream.of(RevokedOfAnother.class, ScheduledQueue.class, ScheduledTask.class, Support.class);
	}

	@ParameterizedTest
	@MethodSource("accepted")
	void isAccepted(Class<?> type) {
		assertThatCode(() -> guarded(type)).doesNotThrowAnyException();
	}

	@Test
	void aRecordIsAcceptedWithItsObjectMethods() {
		Class<Data> type = Data.class;
		assertThatCode(() -> new GuardedMethods((name) -> this.orders).check(type, () -> true))
			.doesNotThrowAnyException();
	}

	@Test
	void aSkippedScheduledMethodReturnsNull() {
		assertThat(guarded(ScheduledTask.class).work()).isNull();
	}

	static class Replying {

		@LeaderOnly
		@EventListener
		Integer on(String event) {
			return 1;
		}

	}

	@Test
	void thePublisherOfAnEventIsNotAffected() {
		guarded(Replying.class);
		assertThatCode(() -> this.context.publishEvent("event")).doesNotThrowAnyException();
	}

	@LeaderOnly
	static class Callbacks implements SmartLifecycle, Ordered {

		private boolean running;

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return 1;
		}

		@Override
		public int getOrder() {
			return 1;
		}

		int work() {
			return 1;
		}

	}

	@Test
	void theContainerCanInvokeCallbacksOfAGuardedClass() {
		Callbacks bean = guarded(Callbacks.class);
		assertThat(bean.isRunning()).isTrue();
		assertThat(bean.getOrder()).isEqualTo(1);
		assertThatCode(bean::work).isInstanceOf(NotLeaderException.class);
	}

	@LeaderOnly
	static class Listener implements SmartApplicationListener, SchedulingConfigurer {

		private int heard;

		@Override
		public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
			return PayloadApplicationEvent.class.isAssignableFrom(eventType);
		}

		@Override
		public void onApplicationEvent(ApplicationEvent event) {
			this.heard++;
		}

		@Override
		public void configureTasks(ScheduledTaskRegistrar tasks) {
			tasks.addFixedDelayTask(() -> {
			}, Duration.ofHours(1));
		}

		int heard() {
			return this.heard;
		}

	}

	@Test
	void theContainerCanConfigureAListenerThatIsGuarded() {
		Listener bean = guarded(Listener.class);
		assertThatCode(() -> this.context.publishEvent("event")).doesNotThrowAnyException();
		ScheduledTaskRegistrar tasks = new ScheduledTaskRegistrar();
		bean.configureTasks(tasks);
		assertThat(tasks.getFixedDelayTaskList()).as("configured on a follower").hasSize(1);
		this.orders.lead();
		assertThat(bean.heard()).as("notified on a follower").isZero();
		this.context.publishEvent("event");
		assertThat(bean.heard()).isEqualTo(1);
	}

	interface Client {

		@LeaderOnly
		@GetExchange("/orders")
		List<String> orders();

	}

	@Test
	void aSkippedCallOfAClientReturnsTheEmptyValueOfItsType() throws Exception {
		GuardedMethod method = GuardedMethod.find(Client.class.getDeclaredMethod("orders"), Client.class);
		assertThat(method).isNotNull();
		assertThat(Substitute.of(method).resultFor(this.orders)).isEqualTo(List.of());
	}

}
