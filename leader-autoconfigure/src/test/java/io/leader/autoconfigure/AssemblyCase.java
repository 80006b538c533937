package io.leader.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leader.lock.LockCoordinates;

/**
 * One way to put an election together: a value for each property that changes how.
 */
final class AssemblyCase {

	/** What each property can be; the first five decide which locks there are. */
	static final Map<String, List<String>> AXES = axes();

	/** How many of the axes are crossed in threes. */
	static final int DECIDING = 5;

	private final Map<String, String> values;

	AssemblyCase(Map<String, String> values) {
		this.values = values;
	}

	private static Map<String, List<String>> axes() {
		Map<String, List<String>> axes = new LinkedHashMap<>();
		axes.put("lock-type", List.of("leases", "configmaps", "endpoints", "map", "local"));
		axes.put("mode", List.of("renewed", "for-life"));
		axes.put("owner-reference", List.of("false", "true"));
		axes.put("migrate-from", List.of("", "leases", "configmaps", "endpoints", "spring-cloud"));
		axes.put("observe-renewals", List.of("false", "true"));
		axes.put("adopt-existing", List.of("false", "true"));
		axes.put("elections", List.of("one", "two"));
		axes.put("status-file", List.of("false", "true"));
		axes.put("startup", List.of("normal", "wait"));
		axes.put("on-revoked", List.of("", "continue", "exit"));
		axes.put("kubernetes-events", List.of("false", "true"));
		axes.put("pod-label", List.of("false", "true"));
		axes.put("release-on-shutdown", List.of("true", "false"));
		axes.put("spread", List.of("0s", "50ms"));
		axes.put("yield-when", List.of("none", "liveness-broken"));
		return axes;
	}

	/**
	 * Whether these values go together; what does not is for {@code LockModesTests}.
	 */
	boolean isPossible() {
		boolean local = is("lock-type", "local");
		boolean endpointsForLife = is("mode", "for-life")
				&& (is("lock-type", "endpoints") || is("migrate-from", "endpoints"));
		boolean fromItself = is("migrate-from", local ? "leases" : value("lock-type"));
		if (local) {
			return !endpointsForLife && !fromItself;
		}
		boolean oneEntryForTwo = is("migrate-from", "spring-cloud") && is("elections", "two");
		boolean ownedMap = is("lock-type", "map") && is("owner-reference", "true");
		return !endpointsForLife && !ownedMap && !fromItself && !oneEntryForTwo;
	}

	String value(String axis) {
		return this.values.get(axis);
	}

	boolean is(String axis, String value) {
		return value(axis).equals(value);
	}

	boolean isForLife() {
		return is("mode", "for-life") && !is("lock-type", "local");
	}

	boolean exits() {
		return is("on-revoked", "exit") || (is("startup", "wait") && is("on-revoked", ""));
	}

	/**
	 * Whether a replica that waits to lead one election is no candidate of the other yet,
	 * so that a leader which yields both takes that one again.
	 */
	boolean standsForOneFirst() {
		return is("startup", "wait") && is("elections", "two");
	}

	/**
	 * Whether a ConfigMap or Endpoints object that is no lock is there before.
	 */
	boolean adopts() {
		return is("adopt-existing", "true") && is("mode", "renewed") && is("owner-reference", "false")
				&& (is("lock-type", "configmaps") || is("lock-type", "endpoints"));
	}

	/**
	 * Whether the lock stays with its holder's Pod, whatever becomes of the lease.
	 */
	boolean isHeldForLife() {
		return is("lock-type", "configmaps") && isForLife();
	}

	boolean verifiesHolder() {
		return switch (value("lock-type")) {
			case "map" -> false;
			case "local" -> true;
			default -> isForLife() || is("owner-reference", "true");
		};
	}

	Duration timeResolution() {
		return switch (value("lock-type")) {
			case "leases" -> Duration.ofNanos(1000);
			case "configmaps" -> isHeldForLife() ? Duration.ofNanos(1000) : Duration.ofSeconds(1);
			case "endpoints" -> Duration.ofSeconds(1);
			default -> Duration.ofNanos(1);
		};
	}

	LockCoordinates coordinates(String lock, String namespace) {
		boolean kubernetes = !is("lock-type", "map") && !is("lock-type", "local");
		return new LockCoordinates(value("lock-type"), lock, kubernetes ? namespace : null);
	}

	List<String> electionNames(String lock) {
		return is("elections", "one") ? List.of(lock) : List.of("a", "b");
	}

	String lockName(String lock, String election) {
		return is("elections", "one") ? lock : lock + "-" + election;
	}

	/**
	 * The properties of an application.
	 * @param lock what its locks are named after
	 * @param statusFile a file for each replica
	 */
	List<String> properties(String lock, String statusFile) {
		List<String> properties = new ArrayList<>(List.of("leader.lock-name=" + lock, "leader.lease-duration=4s",
				"leader.renew-deadline=3200ms", "leader.retry-period=200ms",
				"spring.cloud.kubernetes.leader.config-map-name=" + lock + "-leaders"));
		boolean local = is("lock-type", "local");
		properties.add("leader.platform=" + (local ? "local" : "kubernetes"));
		for (String axis : List.of("mode", "owner-reference", "migrate-from", "observe-renewals", "adopt-existing",
				"on-revoked", "kubernetes-events", "release-on-shutdown", "spread", "yield-when")) {
			if (!value(axis).isEmpty()) {
				properties.add("leader." + axis + "=" + value(axis));
			}
		}
		if (!local) {
			properties.add("leader.lock-type=" + value("lock-type"));
		}
		if (is("status-file", "true")) {
			properties.add("leader.status-file=" + statusFile + "-<election>");
		}
		if (is("pod-label", "true")) {
			properties.add("leader.pod-label=leader.io/<election>=true");
		}
		if (is("elections", "two")) {
			properties
				.addAll(List.of("leader.elections.a.shutdown-timeout=9s", "leader.elections.b.shutdown-timeout=9s"));
		}
		if (is("startup", "wait")) {
			properties.add("leader." + (is("elections", "two") ? "elections.a." : "") + "startup=wait");
		}
		return properties;
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
