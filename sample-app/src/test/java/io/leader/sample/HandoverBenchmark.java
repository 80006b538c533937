package io.leader.sample;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Measures the time from SIGTERM for the leader's process to the other's grant. Run it by
 * name; it asserts nothing about time.
 */
class HandoverBenchmark {

	@Test
	void sigtermToGrant() throws Exception {
		assertThat(System.getenv("LEADER_TEST_KUBECONFIG")).as("LEADER_TEST_KUBECONFIG").isNotNull();
		try (TestNamespace cluster = new TestNamespace()) {
			measure(cluster);
		}
	}

	private static void measure(TestNamespace cluster) throws InterruptedException {
		String lock = "benchmark-" + UUID.randomUUID();
		List<Double> millis = new ArrayList<>();
		Replica leader = cluster.start(lock);
		leader.await(": leading as ");
		for (int i = 0; i < 20; i++) {
			Replica next = cluster.start(lock);
			next.await("leads '" + lock + "'");
			// Compilers and connections settle.
			TimeUnit.SECONDS.sleep(2);
			long terminated = System.nanoTime();
			leader.terminate();
			millis.add((next.await(": leading as ") - terminated) / 1e6);
			leader.awaitEnd();
			leader.close();
			leader = next;
		}
		leader.close();
		Collections.sort(millis);
		System.out.printf("SIGTERM to the other's grant, 20 times: median %.1f ms, maximum %.1f ms%n",
				(millis.get(9) + millis.get(10)) / 2, millis.get(19));
	}

}
