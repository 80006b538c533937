package io.leader.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures a call to a {@code @LeaderOnly} method on a leader, and a call to a method
 * with no-op advice on the same proxy. The goal is that the first takes at most 1.5 times
 * as long as the second.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GuardedCallBenchmark {

	/**
	 * Calls the {@code @LeaderOnly} method.
	 * @param leader the leader
	 * @return the work's result
	 */
	@Benchmark
	public long guarded(Leader leader) {
		return leader.work().guarded();
	}

	/**
	 * Calls the method with no-op advice, for comparison.
	 * @param leader the leader
	 * @return the work's result
	 */
	@Benchmark
	public long limitNoOpAdvice(Leader leader) {
		return leader.work().advised();
	}

}
