package io.leader.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.leader.lock.LockCoordinates;

/**
 * One way to assemble an election: a value for each property that affects how it is
 * assembled.
 */
final class AssemblyCase {

	/**
	 * The values of each property. The first five properties determine which locks are
	 * created and how they are decorated.
	 */
	static final Map<String, List<String>> AXES = axes();

	/**
	 * The number of axes, counted from the first one, for which all triples of values are
	 * covered.
	 */
	static final int DECIDING = 5;

	private final Map<String, String> values;

	AssemblyCase(Map<String, String> values) {
		this.values = values;
	}

	private static Map<String, List<String>> axes() {
		Map<String, List<String>> axes = new LinkedHashMap<>();
		axes.put("lock-type", List.of("leases", "configmaps", "endpoints", "map", "local"));
		axes.put("lock.for-life", List.of("false", "true"));
		axes.put("lock.owner-reference", List.of("false", "true"));
		axes.put("lock.migrate-from", List.of("", "leases", "configmaps", "endpoints", "spring-cloud"));
		axes.put("observations.renewals", List.of("false", "true"));
		axes.put("lock.adopt-existing", List.of("false", "true"));
		axes.put("elections", List.of("one", "two"));
		axes.put("status-file", List.of("false", "true"));
		axes.put("startup.wait-for-leadership", List.of("false", "true"));
		axes.put("shutdown.on-revocation", List.of("", "false", "true"));
		axes.put("kubernetes.events", List.of("false", "true"));
		axes.put("kubernetes.pod-label", List.of("false", "true"));
		axes.put("shutdown.release-lock", List.of("true", "false"));
		axes.put("lock.delay-per-leadership", List.of("0s", "50ms"));
		axes.put("yield.when", List.of("none", "liveness-broken"));
		return axes;
	}

	/**
	 * Returns whether these values can be combined. Invalid combinations are tested in
	 * {@code LockModesTests} and {@code LocalSettingsTests}.
	 */
	boolean isPossible() {
		boolean local = is("lock-type", "local");
		boolean endpointsForLife = is("lock.for-life", "true")
				&& (is("lock-type", "endpoints") || is("lock.migrate-from", "endpoints"));
		boolean toForLife = isHeldForLife() && !is("lock.migrate-from", "");
		boolean fromItself = is("lock.migrate-from", local ? "leases" : value("lock-type"));
		if (local) {
			return !endpointsForLife && !fromItself;
		}
		boolean oneEntryForTwo = is("lock.migrate-from", "spring-cloud") && is("elections", "two");
		boolean ownedMap = is("lock-type", "map") && is("lock.owner-reference", "true");
		return !endpointsForLife && !toForLife && !ownedMap && !fromItself && !oneEntryForTwo;
	}

	String value(String axis) {
		return this.values.get(axis);
	}

	boolean is(String axis, String value) {
		return value(axis).equals(value);
	}

	boolean isForLife() {
		return is("lock.for-life", "true") && !is("lock-type", "local");
	}

	boolean exits() {
		return is("shutdown.on-revocation", "true")
				|| (is("startup.wait-for-leadership", "true") && is("shutdown.on-revocation", ""));
	}

	/**
	 * Returns whether a replica is a candidate in only one of two elections until it
	 * leads that election. If so, a leader that yields in both elections acquires the
	 * lock of the other one again, since no other replica competes for it.
	 */
	boolean startsWithOneElection() {
		return is("startup.wait-for-leadership", "true") && is("elections", "two");
	}

	/**
	 * Returns whether a ConfigMap or Endpoints object that is not a lock exists before
	 * the first replica starts.
	 */
	boolean adopts() {
		return is("lock.adopt-existing", "true") && is("lock.for-life", "false") && is("lock.owner-reference", "false")
				&& (is("lock-type", "configmaps") || is("lock-type", "endpoints"));
	}

	/**
	 * Returns whether a Pod keeps the lock until the Pod is gone, rather than for the
	 * lease duration.
	 */
	boolean isHeldForLife() {
		return is("lock-type", "configmaps") && isForLife();
	}

	boolean verifiesHolder() {
		return switch (value("lock-type")) {
			case "map" -> false;
			case "local" -> true;
			default -> isForLife() || is("lock.owner-reference", "true");
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
		return new LockCoordinates(value("lock-type"), lock, is("lock-type", "local") ? null : namespace);
	}

	List<String> electionNames(String lock) {
		return is("elections", "one") ? List.of(lock) : List.of("a", "b");
	}

	String lockName(String lock, String election) {
		return is("elections", "one") ? lock : lock + "-" + election;
	}

	/**
	 * Returns the properties of an application.
	 * @param lock the name from which the names of its locks are derived
	 * @param statusFile the prefix of the paths of its status files
	 */
	List<String> properties(String lock, String statusFile) {
		List<String> properties = new ArrayList<>(List.of("leader.lock-name=" + lock, "leader.lease-duration=4s",
				"leader.renew-deadline=3200ms", "leader.retry-period=200ms",
				"spring.cloud.kubernetes.leader.config-map-name=" + lock + "-leaders"));
		boolean local = is("lock-type", "local");
		properties.add("leader.platform=" + (local ? "local" : "kubernetes"));
		for (String axis : List.of("lock.for-life", "lock.owner-reference", "lock.migrate-from",
				"observations.renewals", "lock.adopt-existing", "shutdown.on-revocation", "kubernetes.events",
				"shutdown.release-lock", "lock.delay-per-leadership", "yield.when")) {
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
		if (is("kubernetes.pod-label", "true")) {
			properties.add("leader.kubernetes.pod-label=leader.io/<election>=true");
		}
		if (is("elections", "two")) {
			properties
				.addAll(List.of("leader.elections.a.shutdown.timeout=9s", "leader.elections.b.shutdown.timeout=9s"));
		}
		if (is("startup.wait-for-leadership", "true")) {
			properties
				.add("leader." + (is("elections", "two") ? "elections.a." : "") + "startup.wait-for-leadership=true");
		}
		return properties;
	}

	@Override
	public String toString() {
		return this.values.toString();
	}

}
