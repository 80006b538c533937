package io.leader.support;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Measures the CPU time of the current thread. Tests that search until a time limit use
 * it, so that they search equally far no matter what else the machine is doing.
 */
public final class CpuTime {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private CpuTime() {
	}

	/**
	 * Returns the CPU time of the current thread since an arbitrary moment, or the
	 * elapsed time if the JVM cannot measure CPU time.
	 * @return the time in nanoseconds
	 */
	public static long nanos() {
		return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
	}

}
