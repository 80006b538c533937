package io.leader.sample;

import java.time.Duration;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/**
 * Waits for other processes, which start slowly on a busy machine.
 */
public final class Await {

	/** The time limit, which also applies to waiting for a line of a process's log. */
	static final Duration LIMIT = Duration.ofSeconds(40);

	private static final Duration INTERVAL = Duration.ofMillis(20);

	private Await() {
	}

	/**
	 * Waits until a condition holds.
	 */
	public static void await(Callable<Boolean> condition) {
		conditions().until(condition);
	}

	/**
	 * Waits until an assertion succeeds.
	 */
	static void awaitAsserted(ThrowingRunnable assertion) {
		conditions().untilAsserted(assertion);
	}

	private static ConditionFactory conditions() {
		return Awaitility.await().pollInterval(INTERVAL).atMost(LIMIT);
	}

}
