package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.leader.election.GuardedCall;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.lock.ElectionLock;
import io.leader.lock.InMemoryLock;
import io.leader.lock.InstanceMark;
import io.leader.support.EndlessExecutor;

/**
 * Drives one {@link SharedAuthority} as application threads and the engine's thread do,
 * using the production code that performs the machine's effects, and checks invariants of
 * the guarded calls. The test controls the time.
 */
final class SharedAuthorityStage {

	/** How long an authority lasts, in nanoseconds. */
	static final long SPAN = 2_000_000_000L;

	private static final ElectionLock LOCK = new InMemoryLock();

	private static final ElectionSettings SETTINGS = ElectionSettings.named("orders")
		.identity("me")
		.mark(new InstanceMark("-", "test"))
		.timings(new ElectionTimings(Duration.ofSeconds(3), Duration.ofNanos(SPAN), Duration.ofMillis(200)))
		.shutdownTimeout(Duration.ofSeconds(5))
		.build();

	private static final EffectPerformers<Terms> PERFORMERS = new EffectPerformers<>();

	static {
		Terms.registerActions(PERFORMERS, Function.identity());
	}

	private final AtomicLong time = new AtomicLong(1);

	private final AtomicInteger inside = new AtomicInteger();

	/** How often each term was reported to have no guarded calls, indexed by term. */
	private final AtomicIntegerArray idle = new AtomicIntegerArray(3);

	private final Terms terms;

	final SharedAuthority authority;

	SharedAuthorityStage() {
		ElectionClock clock = new ElectionClock() {

			@Override
			public long nanoTime() {
				return SharedAuthorityStage.this.time.get();
			}

			@Override
			public long currentTimeMillis() {
				return 0;
			}

		};
		ScheduledExecutorService engine = new AtOnce();
		Candidate candidate = Candidate.of(SETTINGS, LOCK, new ElectionRuntime(clock, engine, engine, engine, engine,
				ThreadLocalRandom::current, (check) -> () -> {
				}));
		this.authority = candidate.authority();
		this.terms = new Terms(candidate, new EngineThread(engine, (ex) -> {
			throw new AssertionError(ex);
		}), this::feed, () -> {
		});
	}

	private void feed(Input input) {
		if (input instanceof Input.CallsFinished finished) {
			check(this.inside.get() == 0, "the calls are reported as finished only when none is running");
			this.idle.incrementAndGet((int) finished.term());
		}
	}

	// The engine

	void begin(int term) {
		write(term);
		PERFORMERS.perform(this.terms, new Effect.BeginAuthority(term, term, token(term)));
	}

	void prolong(int term) {
		renew(term);
		acknowledge(term);
	}

	void renew(int term) {
		write(10L + term);
	}

	void acknowledge(int term) {
		PERFORMERS.perform(this.terms, new Effect.Prolong(term, 10L + term));
	}

	void end(int term) {
		PERFORMERS.perform(this.terms, new Effect.EndAuthority(term));
	}

	private void write(long call) {
		this.terms.sent(call, new Terms.Sent(this.time.get(), 0));
	}

	static long token(int term) {
		return 100L + term;
	}

	boolean isIdle(int term) {
		return this.idle.get(term) > 0;
	}

	// Time

	void pass(long nanos) {
		this.time.addAndGet(nanos);
	}

	// Applications

	/**
	 * Runs a guarded call if it is permitted.
	 * @param last the number of the last term of this test
	 * @return whether the call was permitted
	 */
	boolean call(int last) {
		GuardedCall call = this.authority.enter();
		if (call == null) {
			return false;
		}
		this.inside.incrementAndGet();
		check(this.terms.running() > 0, "a guarded call is counted in the term that permits it");
		check(!isIdle(last), "no guarded call runs in a term that was reported to have none");
		this.inside.decrementAndGet();
		call.close();
		return true;
	}

	static void check(boolean holds, String what) {
		if (!holds) {
			throw new AssertionError("violated: " + what);
		}
	}

	/**
	 * Runs tasks immediately, on the calling thread, and discards delayed tasks.
	 */
	private static final class AtOnce extends EndlessExecutor {

		@Override
		public void execute(Runnable task) {
			task.run();
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
			return null;
		}

		@Override
		public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void shutdown() {
			throw new UnsupportedOperationException();
		}

		@Override
		public List<Runnable> shutdownNow() {
			throw new UnsupportedOperationException();
		}

	}

}
