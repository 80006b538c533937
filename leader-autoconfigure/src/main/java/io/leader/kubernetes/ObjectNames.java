package io.leader.kubernetes;

import java.util.regex.Pattern;

/**
 * Which names Kubernetes allows.
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
	 * Whether an object can have a name: a DNS-1123 subdomain.
	 * @param name the name
	 * @return whether it can
	 */
	public static boolean isName(String name) {
		return name.length() <= LONGEST_SUBDOMAIN && SUBDOMAIN.matcher(name).matches();
	}

	/**
	 * Whether a namespace can have a name: a DNS-1123 label.
	 * @param name the name
	 * @return whether it can
	 */
	public static boolean isNamespace(String name) {
		return name.length() <= LONGEST_LABEL && LABEL.matcher(name).matches();
	}

}
