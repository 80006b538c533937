package io.leader.kubernetes;

import java.util.regex.Pattern;

/**
 * Validates names according to the rules of Kubernetes.
 */
public final class ObjectNames {

	private static final Pattern SUBDOMAIN = Pattern
		.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

	private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

	private static final int LONGEST_SUBDOMAIN = 253;

	private static final int LONGEST_LABEL = 63;

	private ObjectNames() {
	}

	/**
	 * Returns whether a name is a valid object name, which is a DNS-1123 subdomain.
	 * @param name the name
	 * @return {@code true} if the name is valid
	 */
	public static boolean isName(String name) {
		return name.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(name).matches();
	}

	/**
	 * Returns whether a name is a valid namespace name, which is a DNS-1123 label.
	 * @param name the name
	 * @return {@code true} if the name is valid
	 */
	public static boolean isNamespace(String name) {
		return name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches();
	}

}
