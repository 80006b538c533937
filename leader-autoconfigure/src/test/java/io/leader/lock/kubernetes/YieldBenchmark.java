package io.leader.lock.kubernetes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionTimings;
import io.leader.support.Contender;

/**
 * Measures handovers and the guard. Run it by name; it asserts nothing about time.
 */
class YieldBenchmark extends ClusterTest {

	private final AtomicLong grantedAt = new AtomicLong();

	private Contender start(String identity) {
		return contender(Contender.of(this.name, identity)
			.timings(ElectionTimings.DEFAULTS)
			.listener(new LeaderElectionListener() {

				@Override
				public void onGranted(LeaderElection election, long fencingToken) {
					YieldBenchmark.this.grantedAt.set(System.nanoTime());
				}

			}));
	}

	@Test
	void yieldToGrant() throws Exception {
		start("a");
		start("b");
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			Contender leader = leader();
			TimeUnit.MILLISECONDS.sleep(2500);
			long yielded = System.nanoTime();
			leader.election().yieldLeadership();
			await(() -> this.grantedAt.get() > yielded);
			if (i >= 5) {
				millis.add((this.grantedAt.get() - yielded) / 1e6);
			}
		}
		Collections.sort(millis);
		System.out.printf(
				"yieldLeadership() to the other's onGranted, 20 times after 5 to warm up: median %.1f ms, maximum %.1f ms%n",
				(millis.get(9) + millis.get(10)) / 2, millis.get(19));
	}

	@Test
	void editToRevoke() throws Exception {
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			AtomicLong revokedAt = new AtomicLong();
			Contender leader = contender(Contender.of(this.name + "-" + i, "a").listener(new LeaderElectionListener() {

				@Override
				public void onRevoked(LeaderElection election) {
					revokedAt.set(System.nanoTime());
				}

			}));
			await(leader::wasToldSo);
			TimeUnit.MILLISECONDS.sleep(200);
			this.admin.leases().inNamespace(cluster.namespace()).withName(this.name + "-" + i).edit((lease) -> {
				lease.getSpec().setHolderIdentity("somebody");
				return lease;
			});
			long edited = System.nanoTime();
			await(() -> revokedAt.get() != 0);
			millis.add((revokedAt.get() - edited) / 1e6);
			leader.close();
		}
		Collections.sort(millis);
		System.out.printf("another holder written by hand to onRevoked, 20 times: median %.1f ms, maximum %.1f ms%n",
				(millis.get(9) + millis.get(10)) / 2, millis.get(19));
	}

	@Test
	void guard() {
		LeaderElection election = start("a").election();
		leader();
		for (int round = 0; round < 5; round++) {
			int calls = 20_000_000;
			int leading = 0;
			long started = System.nanoTime();
			for (int i = 0; i < calls; i++) {
				leading += election.isLeader() ? 1 : 0;
			}
			double nanos = (double) (System.nanoTime() - started) / calls;
			System.out.printf("isLeader(): %.1f ns a call (%d of %d true)%n", nanos, leading, calls);
		}
	}

}
