package io.leader.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.core.convert.ConverterNotFoundException;

import io.leader.autoconfigure.properties.ServiceVariables;

/**
 * Binds an empty group of properties, such as {@code lock:} in YAML, as if the group were
 * absent. The same applies to an election without any properties. By default, Spring Boot
 * 4.0 tries to convert the empty text and fails; later versions do not. Also ignores the
 * variable {@code LEADER_ELECTIONS_PORT}, which Kubernetes sets for a Service named
 * {@code leader-elections}.
 */
final class EmptyGroups implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	@Override
	public BindHandler apply(BindHandler bindHandler) {
		return new AbstractBindHandler(bindHandler) {

			@Override
			public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Exception error) throws Exception {
				if (error instanceof ConverterNotFoundException && ROOT.isAncestorOf(name) && isEmpty(name, context)) {
					return null;
				}
				return super.onFailure(name, target, context, error);
			}

		};
	}

	/**
	 * Returns whether the value of a property is blank or was set by Kubernetes for a
	 * Service. Checks the sources, since the context no longer has the property after an
	 * attempt to bind the properties of the group.
	 */
	private static boolean isEmpty(ConfigurationPropertyName name, BindContext context) {
		for (ConfigurationPropertySource source : context.getSources()) {
			ConfigurationProperty property = source.getConfigurationProperty(name);
			if (property != null) {
				return String.valueOf(property.getValue()).isBlank() || ServiceVariables.include(name, source);
			}
		}
		return false;
	}

}
