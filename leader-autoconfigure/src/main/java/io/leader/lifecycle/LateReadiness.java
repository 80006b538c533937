package io.leader.lifecycle;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.ApplicationContext;

/**
 * Logs once that this process is not a candidate yet because the application has not
 * become ready within a certain time, and what the application is probably waiting for.
 * Otherwise, a runner that polls for leadership would wait forever without leaving a
 * trace in the log.
 */
final class LateReadiness {

	static final String THREAD = "leader-late-readiness";

	private static final Logger logger = LoggerFactory.getLogger(LateReadiness.class);

	private final ApplicationContext context;

	private final Duration delay;

	private volatile CountDownLatch ready = new CountDownLatch(1);

	/**
	 * Creates a watch.
	 * @param context the application
	 * @param delay how long to wait before logging
	 */
	LateReadiness(ApplicationContext context, Duration delay) {
		this.context = context;
		this.delay = delay;
	}

	/**
	 * Starts watching. Called by the thread that starts the application.
	 * @param elections supplies the names of the elections in which this process is not a
	 * candidate yet
	 */
	void watch(Supplier<List<String>> elections) {
		CountDownLatch awaited = new CountDownLatch(1);
		this.ready = awaited;
		Thread starter = Thread.currentThread();
		try {
			Thread watching = new Thread(() -> await(awaited, elections, starter), THREAD);
			watching.setDaemon(true);
			watching.start();
		}
		catch (Throwable ex) {
			// No thread is available, so nothing is logged.
		}
	}

	/**
	 * Ends the watch. Called when the application is ready or stops.
	 */
	void end() {
		this.ready.countDown();
	}

	private void await(CountDownLatch awaited, Supplier<List<String>> elections, Thread starter) {
		try {
			if (awaited.await(this.delay.toNanos(), TimeUnit.NANOSECONDS)) {
				return;
			}
			String names = String.join("', '", elections.get());
			if (!names.isEmpty()) {
				logger
					.warn("Election '{}': this process is not a candidate yet. It becomes one when the application is "
							+ "ready, but after {} ms {}", names, this.delay.toMillis(), reason(starter));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.debug("The application was stopped during startup", ex);
		}
	}

	private String reason(Thread starter) {
		Set<String> runners = new TreeSet<>();
		for (Class<?> type : List.of(ApplicationRunner.class, CommandLineRunner.class)) {
			runners.addAll(List.of(this.context.getBeanNamesForType(type, true, false)));
		}
		if (runners.isEmpty()) {
			return "ApplicationReadyEvent has not been published. SpringApplication publishes it when all listeners of "
					+ "ApplicationStartedEvent have returned.";
		}
		List<StackTraceElement> frames = List.of(starter.getStackTrace());
		List<String> found = runners.stream().filter((name) -> frames.stream().anyMatch(isOf(name))).toList();
		String remedy = "Let it return, and do the work in a @Scheduled method, in a listener of OnGrantedEvent, or on a "
				+ "thread that the runner starts.";
		return found.isEmpty()
				? "one of its runners ('%s'), or something else on the thread '%s', has not returned. %s"
					.formatted(String.join("', '", runners), starter.getName(), remedy)
				: "its runner '%s' has not returned. %s".formatted(found.get(0), remedy);
	}

	/**
	 * Returns a predicate that matches the stack frames of a runner. The class of a
	 * lambda does not appear in the stack trace, but the compiler names the method that
	 * contains the lambda's body after the {@code @Bean} method in which the lambda is
	 * defined.
	 */
	private Predicate<StackTraceElement> isOf(String runner) {
		Class<?> type = this.context.getType(runner, false);
		Method factoryMethod = factoryMethod(runner);
		return (frame) -> (type != null && frame.getClassName().equals(type.getName()))
				|| (factoryMethod != null && frame.getClassName().equals(factoryMethod.getDeclaringClass().getName())
						&& frame.getMethodName().startsWith("lambda$" + factoryMethod.getName() + "$"));
	}

	private @Nullable Method factoryMethod(String runner) {
		return (this.context.getAutowireCapableBeanFactory() instanceof ConfigurableListableBeanFactory factory
				&& factory.containsBeanDefinition(runner)
				&& factory.getMergedBeanDefinition(runner) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

}
