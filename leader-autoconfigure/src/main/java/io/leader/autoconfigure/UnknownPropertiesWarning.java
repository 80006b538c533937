package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Warns of properties under {@code leader} that have no effect, before anything that may
 * fail for want of them. Properties that the application itself binds below
 * {@code leader} are its own.
 */
final class UnknownPropertiesWarning implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnknownPropertiesWarning.class);

	private final Environment environment;

	UnknownPropertiesWarning(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		List<UnknownProperty> unknown = new PropertyScan(this.environment).unknown();
		if (unknown.isEmpty()) {
			return;
		}
		List<ConfigurationPropertyName> bound = prefixes(beanFactory);
		unknown.stream()
			.filter((property) -> bound.stream()
				.noneMatch((prefix) -> prefix.equals(property.name()) || prefix.isAncestorOf(property.name())))
			.map(UnknownProperty::message)
			.forEach(logger::warn);
	}

	private static List<ConfigurationPropertyName> prefixes(ConfigurableListableBeanFactory beanFactory) {
		List<ConfigurationPropertyName> prefixes = new ArrayList<>();
		for (String bean : beanFactory.getBeanDefinitionNames()) {
			ConfigurationProperties properties = beanFactory.findAnnotationOnBean(bean, ConfigurationProperties.class,
					false);
			if (properties != null && properties.prefix().startsWith("leader.")) {
				prefixes.add(ConfigurationPropertyName.of(properties.prefix()));
			}
		}
		return prefixes;
	}

}
