package io.leader.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import io.leader.election.GuardedCall;

/**
 * Measures {@code enter()} and the end of the guarded call with eight concurrent threads.
 * Each call is counted when it begins and when it ends, so the cost of incrementing and
 * decrementing a counter is a lower bound.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Threads(8)
@State(Scope.Benchmark)
public class EnterBenchmark {

	private final LongAdder running = new LongAdder();

	/**
	 * Begins and ends a guarded call.
	 * @param leader the leader
	 * @return whether the work was permitted
	 */
	@Benchmark
	public boolean enterAndClose(Leader leader) {
		try (GuardedCall call = leader.election().enter()) {
			return call != null;
		}
	}

	/**
	 * Increments and decrements a counter. The cost of doing so is a lower bound for a
	 * guarded call.
	 */
	@Benchmark
	public void limitPairOfAdditions() {
		this.running.increment();
		this.running.decrement();
	}

}
