package io.leader.autoconfigure.properties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Warns of properties under {@code leader} that are not ours, before anything that may
 * fail because of the missing setting. Properties that the application itself binds are
 * excluded.
 */
public final class UnknownPropertiesWarning implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnknownPropertiesWarning.class);

	private final PropertyScan scan;

	private final Class<?> ours;

	/**
	 * Creates a warning.
	 * @param scan the result of scanning the property names
	 * @param ours the type that our own properties are bound to
	 */
	public UnknownPropertiesWarning(PropertyScan scan, Class<?> ours) {
		this.scan = scan;
		this.ours = ours;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.scan.unknown().isEmpty()) {
			return;
		}
		OwnProperties own = new OwnProperties(beanFactory, this.ours);
		this.scan.unknown()
			.stream()
			.filter((property) -> !own.contain(property.name()))
			.map(UnknownProperty::message)
			.forEach(logger::warn);
	}

}
