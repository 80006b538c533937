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
 * One candidate, and errors such as that of a full heap, at moments that a test chooses.
 */
abstract class MomentaryErrorTest extends OneCandidateTest {

	static final ElectionTimings LONG = new ElectionTimings(Duration.ofMinutes(3), Duration.ofMinutes(2),
			Duration.ofMillis(20));

	/** How many errors are still to come. */
	final AtomicInteger errors = new AtomicInteger();

	final HookedLock hooked = new HookedLock();

	/** Fails on behalf of a clock alarm or a write, as a test wishes. */
	final class FailingThread extends ScheduledThreadPoolExecutor {

		private final Class<?> caller;

		FailingThread(Class<?> caller) {
			super(1);
			this.caller = caller;
		}

		/**
		 * Tasks without a delay come this way, too.
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
	 * Fails if an error is still to come.
	 */
	void fail() {
		if (this.errors.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
			throw new OutOfMemoryError("Java heap space: not really, this is a test");
		}
	}

	/**
	 * On behalf of what classes something happens.
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
