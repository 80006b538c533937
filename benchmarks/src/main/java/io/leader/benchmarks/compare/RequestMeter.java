package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Uses the API server's metrics to measure the rate of requests for Leases, excluding
 * watches. The rate of requests from other clients is measured once and subtracted.
 */
final class RequestMeter {

	private final Cluster cluster;

	private final Duration window;

	private OptionalDouble others = OptionalDouble.empty();

	RequestMeter(Cluster cluster, Duration window) {
		this.cluster = cluster;
		this.window = window;
	}

	/**
	 * Measures the rate of requests from other clients, unless it is already known. No
	 * participant may be running during this call.
	 */
	void prepare() {
		if (this.others.isEmpty()) {
			this.others = OptionalDouble.of(perMinute());
		}
	}

	/**
	 * Measures the rate of requests from the participants.
	 * @return the number of requests per minute, without those from other clients
	 */
	double measure() {
		double all = perMinute();
		return all - this.others.orElseThrow();
	}

	private double perMinute() {
		long before = this.cluster.leaseRequests();
		Election.pause(this.window);
		return (this.cluster.leaseRequests() - before) * 60.0 / this.window.toSeconds();
	}

}
