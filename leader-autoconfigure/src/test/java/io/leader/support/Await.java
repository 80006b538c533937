package io.leader.support;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waits for changes that other threads and processes make.
 */
public final class Await {

	/**
	 * The default time limit. It is shorter than the default lease duration, so that a
	 * test fails if something that should happen immediately happens only after a lease
	 * has expired.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(10);

	/**
	 * A time limit for a process that is being started. A start that never succeeds still
	 * fails the test, but a slow one on a busy machine does not.
	 */
	public static final Duration START = Duration.ofMinutes(2);

	private static final Duration INTERVAL = Duration.ofMillis(5);

	private Await() {
	}

	/**
	 * Waits until a condition holds, for at most ten seconds.
	 */
	public static void await(Callable<Boolean> condition) {
		await(LIMIT, condition);
	}

	/**
	 * Waits until a condition holds, for at most the given time.
	 */
	public static void await(Duration limit, Callable<Boolean> condition) {
		within(limit).until(condition);
	}

	/**
	 * Waits until a condition holds, for at most the given time.
	 * @param subject the subject of the condition; its state at the last check is part of
	 * the failure message
	 */
	public static void await(Duration limit, Object subject, Callable<Boolean> condition) {
		within(limit).untilAsserted(() -> {
			if (!condition.call()) {
				throw new AssertionError(subject.toString());
			}
		});
	}

	/**
	 * Waits until there is a value, for at most the given time.
	 * @return the value
	 */
	public static <T> T awaitPresent(Duration limit, Callable<Optional<T>> value) {
		return within(limit).until(value, Optional::isPresent).orElseThrow();
	}

	/**
	 * Waits until an assertion succeeds, for at most ten seconds.
	 */
	public static void awaitAsserted(ThrowingRunnable assertion) {
		within(LIMIT).untilAsserted(assertion);
	}

	/**
	 * Checks that a condition holds for a span of real time. Use this only if a test has
	 * no other way to verify that something does not happen.
	 */
	public static void throughout(Duration span, Callable<Boolean> condition) throws Exception {
		long end = System.nanoTime() + span.toNanos();
		while (System.nanoTime() < end) {
			if (!condition.call()) {
				throw new AssertionError("did not hold throughout " + span);
			}
			Thread.sleep(INTERVAL.toMillis());
		}
	}

	private static ConditionFactory within(Duration limit) {
		return Awaitility.await().pollInterval(INTERVAL).atMost(limit);
	}

}
