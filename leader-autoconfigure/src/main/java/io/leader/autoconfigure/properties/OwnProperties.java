package io.leader.autoconfigure.properties;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.BindMethod;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * The names under {@code leader} that are bound to {@link ConfigurationProperties} beans
 * other than the main one of the starter, usually by the application. Finding the names
 * does not create the beans.
 */
final class OwnProperties {

	private static final Logger logger = LoggerFactory.getLogger(OwnProperties.class);

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("leader");

	private final List<ConfigurationPropertyName> names = new ArrayList<>();

	/**
	 * Finds the names in a bean factory.
	 * @param beanFactory the bean factory to search
	 * @param ours the type of the starter's main bean, which is ignored
	 */
	OwnProperties(ConfigurableListableBeanFactory beanFactory, Class<?> ours) {
		for (String bean : beanFactory.getBeanDefinitionNames()) {
			ConfigurationProperties properties = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			if (properties == null) {
				continue;
			}
			if (properties.prefix().startsWith("leader.")) {
				this.names.add(ConfigurationPropertyName.of(properties.prefix()));
			}
			else if (properties.prefix().equals(ROOT.toString())) {
				Class<?> type = beanFactory.getType(bean, false);
				if (type != null && type != ours) {
					addAll(type);
				}
			}
		}
	}

	/**
	 * Records the names of the properties that are bound to a type. These are the names
	 * that a binder looks up if no property has a value.
	 */
	private void addAll(Class<?> type) {
		BindHandler names = new BindHandler() {

			@Override
			public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
				if (!name.equals(ROOT)) {
					OwnProperties.this.names.add(name);
				}
				return target;
			}

		};
		for (BindMethod method : BindMethod.values()) {
			try {
				new Binder(List.of()).bind(ROOT, Bindable.of(type).withBindMethod(method), names);
			}
			catch (RuntimeException ex) {
				logger.debug("The properties that are bound to {} cannot be determined", type, ex);
			}
		}
	}

	/**
	 * Returns whether a property is bound to a {@link ConfigurationProperties} bean other
	 * than the main one of the starter.
	 */
	boolean contains(ConfigurationPropertyName property) {
		return this.names.stream().anyMatch((name) -> name.equals(property) || name.isAncestorOf(property));
	}

}
