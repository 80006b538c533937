package io.leader.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * What happens in a run of each case, and what is measured.
 */
final class Scenarios {

	/** How far a follower's wall clock is ahead. */
	static final Duration AHEAD = Duration.ofMinutes(1);

	/**
	 * How long to wait after another candidate has taken over from a suspended leader,
	 * and again after that leader has been resumed.
	 */
	private static final Duration WATCHING = Duration.ofSeconds(1);

	private Scenarios() {
	}

	/**
	 * The leader yields to one of two followers.
	 */
	static Measurement giveUp(Election election) {
		Candidate leader = election.startAll(3);
		leader.yieldLeadership();
		election.awaitOther(leader);
		election.awaitEndOfClaim(leader);
		election.await(Timings.TIMEOUT, leader.identity() + " has yielded", () -> leader.yielded().isPresent());
		return election.handover(leader.yielded().getAsLong(), leader);
	}

	/**
	 * The leader is asked to terminate.
	 */
	static Measurement terminate(Election election) {
		Candidate leader = election.startAll(2);
		long started = System.nanoTime();
		leader.terminate();
		election.awaitOther(leader);
		election.awaitEndOfClaim(leader);
		return election.handover(started, leader);
	}

	/**
	 * The leader is killed.
	 */
	static Measurement crash(Election election) {
		Candidate leader = election.startAll(2);
		long started = System.nanoTime();
		leader.kill();
		election.awaitOther(leader);
		return election.handover(started, leader);
	}

	/**
	 * The leader's network is cut permanently.
	 */
	static Measurement cut(Election election) {
		Cluster cluster = election.cluster();
		try (NetworkCut network = new NetworkCut(cluster.server())) {
			Path kubeconfig = cluster.kubeconfigThrough(network.port());
			Cluster.check(kubeconfig);
			Candidate leader = election.start(kubeconfig, Map.of());
			election.settled();
			election.start();
			election.settled();
			long started = System.nanoTime();
			network.cut();
			election.awaitOther(leader);
			election.awaitEndOfClaim(leader);
			return election.handover(started, leader);
		}
	}

	/**
	 * The leader is suspended until another candidate leads, and is then resumed.
	 */
	static Measurement suspend(Election election) {
		Candidate leader = election.startAll(2);
		long started = System.nanoTime();
		leader.suspend();
		election.awaitOther(leader);
		Election.pause(WATCHING);
		leader.resume();
		// After resuming, the leader needs time to wake up before it prints its next
		// line.
		Election.pause(WATCHING);
		election.awaitEndOfClaim(leader);
		return election.handover(started, leader);
	}

	/**
	 * A follower's wall clock is ahead of a healthy leader's.
	 */
	static Measurement clockAhead(Election election, Path libfaketime) {
		Candidate leader = election.start();
		election.settled();
		long started = System.nanoTime();
		Candidate follower = election.start(election.cluster().kubeconfig(),
				Map.of("LD_PRELOAD", libfaketime.toString(), "FAKETIME", "+" + AHEAD.toSeconds() + "s",
						"FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
		election.await(Timings.START, "the follower takes part", () -> follower.sees(leader) || follower.leads());
		Election.pause(Timings.LEASE_DURATION);
		return Measurement.two(election.claims().two(started, System.nanoTime()));
	}

	/**
	 * Another holder is written into the leader's lock.
	 */
	static Measurement robbery(Election election) {
		Candidate leader = election.startAll(1);
		election.cluster()
			.lease(election.lock())
			.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"somebody else\"}}");
		long written = System.nanoTime();
		election.awaitEndOfClaim(leader);
		long last = leader.claims().stream().mapToLong(Span::to).max().orElse(written);
		return Measurement.two(Math.max(0, last - written));
	}

	/**
	 * Five candidates take part while nothing happens.
	 * @param election the election
	 * @param meter the meter to count requests with
	 */
	static Measurement idle(Election election, RequestMeter meter) {
		meter.prepare();
		election.startAll(5);
		// Wait, so that the requests sent at startup are not counted.
		Election.pause(Timings.SETTLING);
		return Measurement.requests(meter.measure());
	}

}
