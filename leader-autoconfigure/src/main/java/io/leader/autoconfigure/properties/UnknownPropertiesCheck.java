package io.leader.autoconfigure.properties;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

import io.leader.autoconfigure.properties.UnknownProperty.Kind;

/**
 * Reports the unknown properties that a {@link PropertyScan} has found. Fails if one of
 * them was renamed, names only a group or an election, or, if ignored, might leave
 * transactions unfenced. For all others, and for a renamed environment variable that
 * might belong to another program, logs a warning before a bean can fail because of the
 * missing setting. Properties that the application itself binds are excluded.
 */
public final class UnknownPropertiesCheck implements BeanFactoryPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(UnknownPropertiesCheck.class);

	private final PropertyScan scan;

	private final Class<?> ours;

	private final BiFunction<String, String, RuntimeException> failure;

	/**
	 * Creates a check.
	 * @param scan the result of scanning the property names
	 * @param ours the type that the starter's properties are bound to
	 * @param failure creates the exception from the description and the action
	 */
	public UnknownPropertiesCheck(PropertyScan scan, Class<?> ours,
			BiFunction<String, String, RuntimeException> failure) {
		this.scan = scan;
		this.ours = ours;
		this.failure = failure;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		if (this.scan.unknown().isEmpty()) {
			return;
		}
		OwnProperties own = new OwnProperties(beanFactory, this.ours);
		List<UnknownProperty> unknown = this.scan.unknown()
			.stream()
			.filter((property) -> !own.contains(property.name()))
			.toList();
		unknown.stream()
			.filter((property) -> property.kind() == Kind.UNKNOWN)
			.map(UnknownProperty::message)
			.forEach(logger::warn);
		List<UnknownProperty> refused = unknown.stream().filter((property) -> property.kind() != Kind.UNKNOWN).toList();
		if (!refused.isEmpty()) {
			throw this.failure.apply(lines(refused, UnknownProperty::message), lines(refused,
					(refused.size() == 1) ? UnknownProperty::action : UnknownProperty::actionAmongOthers));
		}
	}

	private static String lines(List<UnknownProperty> properties, Function<UnknownProperty, String> text) {
		return properties.stream().map(text).distinct().collect(Collectors.joining("\n"));
	}

}
