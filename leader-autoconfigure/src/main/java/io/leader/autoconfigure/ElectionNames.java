package io.leader.autoconfigure;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Finds the names that an election needs: in the properties, else in the environment that
 * Kubernetes' downward API fills.
 */
final class ElectionNames {

	private static final Pattern SUBDOMAIN = Pattern
		.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

	private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

	private final LeaderProperties properties;

	private final Environment environment;

	private final boolean inCluster;

	ElectionNames(LeaderProperties properties, Environment environment, boolean inCluster) {
		this.properties = properties;
		this.environment = environment;
		this.inCluster = inCluster;
	}

	String lockName() {
		String key = (this.properties.lockName() != null) ? "leader.lock-name" : "spring.application.name";
		String name = (this.properties.lockName() != null) ? this.properties.lockName()
				: this.environment.getProperty("spring.application.name");
		if (name == null) {
			throw new LeaderConfigurationException(
					"The election has no name: neither leader.lock-name nor spring.application.name is set.",
					"Set leader.lock-name, or spring.application.name, to the name that all replicas share.");
		}
		if (name.length() > 253 || !SUBDOMAIN.matcher(name).matches()) {
			throw new LeaderConfigurationException(
					"%s is '%s', which cannot be the name of a lock.".formatted(key, name),
					"Set leader.lock-name to a DNS-1123 subdomain: at most 253 lower-case letters, digits, '-' and '.', "
							+ "with a letter or digit at each end of every part.");
		}
		return name;
	}

	/**
	 * The namespace as far as the properties and the environment say.
	 */
	@Nullable String namespace() {
		String key = (this.properties.namespace() != null) ? "leader.namespace" : "POD_NAMESPACE";
		String namespace = (this.properties.namespace() != null) ? this.properties.namespace()
				: blankToNull(this.environment.getProperty("POD_NAMESPACE"));
		if (namespace != null && (namespace.length() > 63 || !LABEL.matcher(namespace).matches())) {
			throw new LeaderConfigurationException(
					"%s is '%s', which cannot be the name of a namespace.".formatted(key, namespace),
					"Set leader.namespace to a DNS-1123 label: at most 63 lower-case letters, digits and '-', with a letter or "
							+ "digit at both ends.");
		}
		return namespace;
	}

	String identity() {
		String identity = this.properties.identity();
		if (identity != null) {
			if (identity.isBlank()) {
				throw new LeaderConfigurationException("leader.identity is set but empty ('%s').".formatted(identity),
						"Give each replica an identity of its own, or remove leader.identity: POD_NAME or the host name is "
								+ "used then.");
			}
			return identity;
		}
		String podName = blankToNull(this.environment.getProperty("POD_NAME"));
		if (podName != null) {
			return podName;
		}
		String host = HostName.find();
		return this.inCluster ? host : host + "-" + ProcessHandle.current().pid();
	}

	@Nullable String podUid() {
		return blankToNull(this.environment.getProperty("POD_UID"));
	}

	private static @Nullable String blankToNull(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : text;
	}

}
