package io.leader.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.leader.autoconfigure.LeaderProperties.TestRole;
import io.leader.autoconfigure.properties.PropertyScan;
import io.leader.election.LeaderElection;
import io.leader.election.ManualElection;

/**
 * Registers each configured election as a bean. The bean of a named election has the
 * election's name as its qualifier.
 */
final class ElectionBeans implements ImportBeanDefinitionRegistrar {

	private static final String SCAN = "leaderPropertyScan";

	private static final String SUFFIX = "LeaderElection";

	private final Environment environment;

	ElectionBeans(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		PropertyScan scan = scan(this.environment);
		if (registry instanceof SingletonBeanRegistry singletons && !singletons.containsSingleton(SCAN)) {
			// The beans use this result, so that they do not have to scan again.
			singletons.registerSingleton(SCAN, scan);
		}
		Set<String> names = scan.elections(Set.of());
		String primary = primary(names);
		boolean manual = isManual();
		if (names.isEmpty()) {
			registry.registerBeanDefinition("leaderElection", definition("", manual));
			return;
		}
		Set<String> decidedByTests = manual ? names
				: new ElectionSources(this.environment).having("test.role", TestRole.class, names);
		for (String name : names) {
			RootBeanDefinition definition = definition(name, decidedByTests.contains(name));
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
			definition.setPrimary(name.equals(primary));
			registry.registerBeanDefinition(name + SUFFIX, definition);
		}
	}

	/**
	 * Returns the name of the election to use when none is specified, which is
	 * {@code leader.primary} or, if that is not set, the name of the only named election.
	 * @return the name, or {@code null} if there is no such election
	 * @throws LeaderConfigurationException if {@code leader.primary} does not name an
	 * election
	 */
	private @Nullable String primary(Set<String> names) {
		String primary = Binder.get(this.environment).bind("leader.primary", String.class).orElse(null);
		if (primary != null && !names.contains(primary)) {
			throw new LeaderConfigurationException(
					"leader.primary is '%s', but there is no such election.".formatted(primary),
					names.isEmpty() ? "Remove leader.primary, or configure elections under leader.elections.<name>."
							: "Set leader.primary to one of: %s.".formatted(String.join(", ", names)));
		}
		return (primary == null && names.size() == 1) ? names.iterator().next() : primary;
	}

	private boolean isManual() {
		return Binder.get(this.environment).bind("leader.test.role", TestRole.class).isBound();
	}

	/**
	 * Returns the name of an election, which is the name of its bean without the suffix.
	 * A bean name that does not have the suffix is returned as is.
	 */
	static String electionName(String beanName) {
		return beanName.endsWith(SUFFIX) ? beanName.substring(0, beanName.length() - SUFFIX.length()) : beanName;
	}

	/**
	 * Returns the result of scanning the property names. In a context that was processed
	 * ahead of time, no registrar has scanned them, so they are scanned now.
	 */
	static PropertyScan scan(Environment environment, ObjectProvider<PropertyScan> known) {
		return known.getIfAvailable(() -> scan(environment));
	}

	private static PropertyScan scan(Environment environment) {
		return new PropertyScan(environment, LeaderProperties.class);
	}

	private static RootBeanDefinition definition(String name, boolean manual) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(manual ? ManualElection.class : LeaderElection.class);
		definition.setFactoryBeanName(LeaderAutoConfiguration.REGISTRY);
		definition.setFactoryMethodName(manual ? "manual" : "configured");
		definition.getConstructorArgumentValues().addGenericArgumentValue(name);
		return definition;
	}

}
