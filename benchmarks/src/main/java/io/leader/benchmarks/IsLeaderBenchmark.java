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
 * Measures {@code isLeader()} on a leader. The method reads two clocks, so the cost of
 * reading them is a lower bound.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class IsLeaderBenchmark {

	/**
	 * Calls {@code isLeader()}.
	 * @param leader the leader
	 * @return whether the application leads
	 */
	@Benchmark
	public boolean isLeader(Leader leader) {
		return leader.election().isLeader();
	}

	/**
	 * Reads both clocks. The cost of doing so is a lower bound for {@code isLeader()}.
	 * @return a value that depends on both clocks
	 */
	@Benchmark
	public boolean limitTwoClockReadings() {
		return System.nanoTime() != System.currentTimeMillis();
	}

}
