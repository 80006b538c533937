package io.leader.guard;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests classes that cannot be extended and methods that cannot be overridden. They are
 * guarded if an interface declares the method. Otherwise, a message explains why they
 * cannot be guarded.
 */
@SuppressWarnings({ "unused", "unchecked" })
class FinalTypeTests extends GuardedBeanTest {

	interface Job<T> {

		Object work(T input);

	}

	@LeaderOnly
	interface GuardedJob {

		Object work(String input);

	}

	static final class FinalClass implements Job<String> {

		@LeaderOnly
		@Override
		public String work(String input) {
			return input;
		}

	}

	static class FinalMethod implements Job<String> {

		@LeaderOnly
		@Override
		public final String work(String input) {
			return input;
		}

	}

	static final class FinalMethodOfGuardedInterface implements GuardedJob {

		@Override
		public String work(String input) {
			return input;
		}

		public void extra() {
		}

	}

	static class FinalMethodsOfGuardedInterface implements GuardedJob {

		@Override
		public final String work(String input) {
			return input;
		}

		public final void extra() {
		}

	}

	@LeaderOnly
	static final class GuardedFinalClass {

		void work() {
		}

	}

	@LeaderOnly
	static final class GuardedCloseable implements AutoCloseable {

		void work() {
		}

		@Override
		public void close() {
		}

	}

	@LeaderOnly
	record GuardedRecord() {

		void work() {
		}

	}

	@LeaderOnly
	static sealed class SealedClass {

		void work() {
		}

		static final class Only extends SealedClass {

		}

	}

	@LeaderOnly
	static class PrivateConstructor {

		private PrivateConstructor() {
		}

		void work() {
		}

	}

	static final class NotInInterface implements Runnable {

		@LeaderOnly
		public void work() {
		}

		@Override
		public void run() {
		}

	}

	@Configuration
	static class ConfiguredFactory {

		@Bean
		@LeaderOnly
		String work() {
			return "";
		}

	}

	@Configuration
	static class StaticFactory {

		@Bean
		@LeaderOnly
		static String work() {
			return "";
		}

	}

	static class PrimitiveListener {

		@LeaderOnly
		@EventListener
		int work(String event) {
			return 1;
		}

	}

	static Stream<Arguments> refused() {
		return Stream.of(Arguments.of(GuardedFinalClass.class,
				"cannot be guarded: it is final, so no proxy can extend it",
				"Remove 'final' from the class, or have it implement an interface that declares the methods to guard."),
				Arguments.of(GuardedCloseable.class, "cannot be guarded: it is final, so no proxy can extend it",
						"Remove 'final' from the class, or have it implement an interface that declares the methods to guard."),
				Arguments.of(GuardedRecord.class, "cannot be guarded: it is a record, so no proxy can extend it",
						"Make it a non-final class, or have it implement an interface that declares the methods to guard."),
				Arguments.of(SealedClass.class, "cannot be guarded: it is sealed, so no proxy can extend it",
						"Remove 'sealed' from the class, or have it implement an interface that declares the methods to guard."),
				Arguments.of(PrivateConstructor.class,
						"cannot be guarded: it has only private constructors, so no proxy can extend it",
						"Add a non-private constructor to the class, or have it implement an interface that declares the "
								+ "methods to guard."),
				Arguments.of(NotInInterface.class,
						".work(…) cannot be guarded: its class is final, so no proxy can extend it, and none of its interfaces "
								+ "declares the method.",
						"Remove 'final' from the class, or have it implement an interface that declares this method."),
				Arguments.of(ConfiguredFactory.class,
						".work(…) defines a bean, which the application also needs on followers",
						"Put @LeaderOnly on methods of the bean's class instead."),
				Arguments.of(StaticFactory.class,
						".work(…) defines a bean, which the application also needs on followers",
						"Put @LeaderOnly on methods of the bean's class instead."),
				Arguments.of(FinalByDefault.class, ".work(…) is final, so no proxy can guard it.",
						"Make it and its class 'open', as Kotlin's 'spring' compiler plugin does for beans, or check "
								+ "LeaderElection.isLeader() in it instead of using @LeaderOnly."),
				Arguments.of(PrimitiveListener.class, ".work(…) returns int, which the guard cannot create",
						"Set otherwise = THROW, or change the return type to Optional."));
	}

	@ParameterizedTest
	@MethodSource("refused")
	void isRefusedWithASentence(Class<?> type, String description, String action) {
		Throwable refused = catchThrowable(() -> guarded(type));
		while (refused != null && !(refused instanceof UnguardableMethodException)) {
			refused = refused.getCause();
		}
		assertThat(refused).hasMessageContainingAll(type.getName(), description);
		assertThat(((UnguardableMethodException) refused).getAction()).isEqualTo(action);
	}

	private void assertGuarded(Job<String> job) {
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> job.work("input"));
		this.orders.lead();
		assertThat(job.work("input")).isEqualTo("input");
	}

	@Test
	void aFinalClassIsGuardedThroughItsInterface() {
		assertGuarded(guarded(Job.class, FinalClass.class, true));
	}

	@Test
	void aFinalMethodIsGuardedThroughItsInterface() {
		assertGuarded(guarded(Job.class, FinalMethod.class, false));
	}

	@ParameterizedTest
	@ValueSource(classes = { FinalMethodOfGuardedInterface.class, FinalMethodsOfGuardedInterface.class })
	void aFinalMethodOfAGuardedInterfaceIsGuarded(Class<? extends GuardedJob> type) {
		assertGuarded(guarded(GuardedJob.class, type, false)::work);
	}

	@Test
	void aFinalMethodIsGuardedBehindAnotherProxy() {
		this.context.registerBean("proxied", Job.class, () -> {
			ProxyFactory factory = new ProxyFactory(new FinalMethod());
			factory.setInterfaces(Job.class);
			return (Job<?>) factory.getProxy();
		});
		guarded(Object.class);
		assertGuarded(this.context.getBean("proxied", Job.class));
	}

	@Configuration
	@LeaderOnly
	static class GuardedConfiguration {

		@Bean
		public String made() {
			return "made";
		}

		public Object work(String input) {
			return input;
		}

	}

	@Test
	void aGuardedConfigurationCreatesItsBeans() {
		GuardedConfiguration configuration = guarded(GuardedConfiguration.class);
		assertThat(this.context.getBean("made")).isEqualTo("made");
		assertGuarded(configuration::work);
	}

}
