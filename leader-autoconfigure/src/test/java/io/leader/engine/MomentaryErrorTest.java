package io.leader.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;

import io.leader.lock.InstanceMark;

/**
 * Base class for one-candidate tests in which errors, such as running out of memory,
 * occur at moments chosen by the test.
 */
abstract class MomentaryErrorTest extends OneCandidateTest {

	static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(3), Duration.ofMinutes(2),
			Duration.ofMillis(20));

	/** The number of errors still to be thrown. */
	final AtomicInteger errors = new AtomicInteger();

	final HookedLock hooked = new HookedLock();

	/**
	 * An executor for the engine that throws the errors when a class chosen by the test,
	 * such as the clock alarm, schedules a task. The timer of {@link Alarms} is exempt.
	 */
	final class FailingThread extends ScheduledThreadPoolExecutor {

		private final Class<?> caller;

		FailingThread(Class<?> caller) {
			super(1);
			this.caller = caller;
		}

		/**
		 * Schedules a task or throws an error. Also called for tasks without a delay.
		 */
		@Override
		public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
			Set<Class<?>> callers = callers();
			if (callers.contains(this.caller) && !callers.contains(Alarms.class)) {
				fail();
			}
			return super.schedule(command, delay, unit);
		}

	}

	private ScheduledExecutorService failing;

	@AfterEach
	void closeFailing() {
		if (this.failing != null) {
			this.failing.shutdownNow();
		}
	}

	/**
	 * Throws an error if one is still to be thrown.
	 */
	void fail() {
		if (this.errors.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new OutOfMemoryError("Java heap space (simulated by this test)");
		}
	}

	/**
	 * Returns the classes on the current call stack.
	 */
	static Set<Class<?>> callers() {
		return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
			.walk((frames) -> frames.map(StackWalker.StackFrame::getDeclaringClass).collect(Collectors.toSet()));
	}

	ElectionRuntime runtime(ScheduledExecutorService engineThread) {
		ElectionRuntime real = this.threads.runtime(this.movableClock);
		this.failing = engineThread;
		return new ElectionRuntime(real.clock(), engineThread, real.io(), real.listeners(), real.log(), real.random(),
				real.clockWatch());
	}

	ElectionRuntime runtime(Executor listeners, ClockWatch clockWatch) {
		ElectionRuntime real = this.threads.runtime(this.movableClock);
		return new ElectionRuntime(real.clock(), real.engine(), real.io(), listeners, real.log(), real.random(),
				clockWatch);
	}

	static ElectionSettings settings() {
		return ElectionSettings.named("orders")
			.identity("me")
			.mark(InstanceMark.ofThisStart(null))
			.timings(LONG)
			.shutdownTimeout(Duration.ofSeconds(1))
			.build();
	}

}
