package io.leader.autoconfigure.properties;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Properties whose names before 0.1.0 are no longer bound. Ignoring a former name could
 * change which lock a replica holds, and therefore which replica leads, so the
 * application fails to start if one is set. An environment variable that may belong to
 * another program causes only a warning.
 */
final class RenamedProperties {

	/**
	 * The current key for the uniform form of each former key, with the new values if
	 * these differ, too.
	 */
	private static final Map<String, String> KEYS = Map.ofEntries(
			Map.entry("mode", "lock.for-life (true instead of for-life)"),
			Map.entry("ownerreference", "lock.owner-reference"), Map.entry("migratefrom", "lock.migrate-from"),
			Map.entry("adoptexisting", "lock.adopt-existing"), Map.entry("spread", "lock.delay-per-leadership"),
			Map.entry("releaseonshutdown", "shutdown.release-lock"),
			Map.entry("onrevoked", "shutdown.on-revocation (true instead of exit, false instead of continue)"),
			Map.entry("yieldwhen", "yield.when"), Map.entry("yieldgrace", "yield.grace-period"),
			Map.entry("startup", "startup.wait-for-leadership (true instead of wait)"),
			Map.entry("managementwhilewaiting", "startup.management-while-waiting"),
			Map.entry("kubernetesevents", "kubernetes.events"), Map.entry("podlabel", "kubernetes.pod-label"),
			Map.entry("podlabelonfollowers", "kubernetes.pod-label-on-followers"),
			Map.entry("observerenewals", "observations.renewals"), Map.entry("testas", "test.role"));

	/**
	 * The former keys that are short, but unambiguous in the name of an environment
	 * variable.
	 */
	private static final Set<String> CERTAIN = Set.of("startup", "testas");

	private static final Set<String> OLD_MODES = Set.of("for-life", "renewed");

	private RenamedProperties() {
	}

	/**
	 * Returns the current key for a former key, followed by the new values in parentheses
	 * if these differ, too; {@code null} for any other key.
	 */
	static @Nullable String currentKey(String old) {
		return KEYS.get(old);
	}

	/**
	 * Returns whether an environment variable with a former key certainly belongs to the
	 * starter.
	 * @param old the former key
	 * @param value the value of the variable
	 */
	static boolean isCertain(String old, String value) {
		return PropertyKeys.isDistinctive(old) || CERTAIN.contains(old) || OLD_MODES.contains(value);
	}

}
