package io.leader.autoconfigure.properties;

import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Recognizes the environment variables that Kubernetes sets for each Service in a
 * namespace. If the name of a Service begins like the starter's properties, so do the
 * names of its variables.
 */
public final class ServiceVariables {

	private static final Pattern ENDS = Pattern
		.compile("(.*\\.)?(service\\.host|service\\.port(\\..*)?|port(\\.\\d+\\.(tcp|udp|sctp)(\\..*)?)?)");

	private ServiceVariables() {
	}

	/**
	 * Returns whether a property might be a variable of a Service.
	 * @param name the name of the property
	 * @param source the source that contains it
	 * @return {@code true} if the property is an environment variable and its name ends
	 * like that of a variable of a Service
	 */
	public static boolean include(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
				&& include(UniformName.dotted(name, 1));
	}

	/**
	 * Returns whether an environment variable might belong to a Service.
	 * @param dotted the elements of its name in lowercase, separated by dots
	 */
	static boolean include(String dotted) {
		return ENDS.matcher(dotted).matches();
	}

}
