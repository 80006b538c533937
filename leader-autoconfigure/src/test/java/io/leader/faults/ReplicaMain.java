package io.leader.faults;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.kubernetes.LeaseLock;

/**
 * A replica in a separate process. One of its threads only checks whether the replica
 * leads and records the results where the observer can find them regardless of what
 * happens to the process. The replica yields and stops on commands from standard input,
 * and also stops at the end of the input.
 */
final class ReplicaMain {

	private static final long CHECK_INTERVAL = 1_000_000;

	private ReplicaMain() {
	}

	/**
	 * Runs a replica.
	 * @param args kubeconfig, server, namespace, lock, identity, file of claims, and the
	 * three timings in milliseconds
	 */
	public static void main(String[] args) throws Exception {
		Config config = new ConfigBuilder(Config.fromKubeconfig(Files.readString(Path.of(args[0]))))
			.withMasterUrl(args[1])
			.build();
		ElectionTimings timings = new ElectionTimings(millis(args[6]), millis(args[7]), millis(args[8]));
		ElectionThreads threads = new ElectionThreads();
		KubernetesConnection connection = new KubernetesConnection(config, new ApiStatistics(Duration.ofDays(1)));
		ElectionEngine engine = new ElectionEngine(threads.runtime(ElectionClock.system()));
		LeaderElection election = engine.add(ElectionSettings.named(args[3])
			.identity(args[4])
			.timings(timings)
			.shutdownTimeout(Duration.ofSeconds(2))
			.build(), new LeaseLock(connection, args[2], args[3]));
		election.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection granted, long fencingToken) {
				System.out.println("granted " + fencingToken);
			}

			@Override
			public void onRevoked(LeaderElection revoked) {
				System.out.println("revoked");
			}

		});
		Claims claims = Claims.write(Path.of(args[5]));
		Thread checker = new Thread(() -> check(election, claims, timings.renewDeadline().toNanos()), "checker");
		checker.setDaemon(true);
		checker.start();
		engine.start();
		System.out.println("ready");
		BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		String word;
		while ((word = words.readLine()) != null && !word.equals("stop")) {
			if (word.equals("yield")) {
				election.yieldLeadership();
			}
		}
		engine.stop().get(10, TimeUnit.SECONDS);
		System.exit(0);
	}

	private static void check(LeaderElection election, Claims claims, long renewDeadline) {
		long last = System.nanoTime();
		boolean led = false;
		while (true) {
			long before = System.nanoTime();
			boolean leads = election.isLeader();
			claims.checked(before);
			if (before - last > renewDeadline) {
				claims.woke(leads);
			}
			else if (led) {
				claims.blinked(before - last);
			}
			last = before;
			if (leads && led) {
				claims.continues(before);
			}
			else if (leads) {
				long after = System.nanoTime();
				claims.begins(after, election.fencingToken().orElse(0));
			}
			led = leads;
			LockSupport.parkNanos(CHECK_INTERVAL);
		}
	}

	private static Duration millis(String text) {
		return Duration.ofMillis(Long.parseLong(text));
	}

}
