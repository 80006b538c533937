package io.leader.benchmarks.compare;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Measures the rate of requests for Leases, excluding watches, with the API server's
 * metrics. Requests from other clients are measured once and subtracted.
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
	 * Measures the requests from other clients, unless they are already known. No
	 * participant may be running during this call.
	 */
	void prepare() {
		if (this.others.isEmpty()) {
			this.others = OptionalDouble.of(perMinute());
		}
	}

	/**
	 * Measures the requests that the participants send.
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
