package io.leader.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.SingletonBeanRegistry;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.leader.autoconfigure.properties.PropertyScan;
import io.leader.election.LeaderElection;
import io.leader.election.ManualElection;

/**
 * Makes each configured election a bean. With several, the qualifier is the election's
 * name.
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
		PropertyScan scan = new PropertyScan(this.environment, LeaderProperties.class);
		if (registry instanceof SingletonBeanRegistry singletons && !singletons.containsSingleton(SCAN)) {
			// For the beans, which need not look again.
			singletons.registerSingleton(SCAN, scan);
		}
		ConfiguredElections configured = new ConfiguredElections(this.environment, scan);
		String primary = configured.primary();
		if (configured.names().isEmpty()) {
			registry.registerBeanDefinition("leaderElection", definition(null, configured));
			return;
		}
		for (String name : List.copyOf(configured.names())) {
			RootBeanDefinition definition = definition(name, configured);
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
			definition.setPrimary(name.equals(primary));
			registry.registerBeanDefinition(name + SUFFIX, definition);
		}
	}

	private RootBeanDefinition definition(@Nullable String name, ConfiguredElections configured) {
		RootBeanDefinition definition = new RootBeanDefinition();
		boolean manual = configured.of(name).testAs() != null;
		definition.setTargetType(manual ? ManualElection.class : LeaderElection.class);
		definition.setFactoryBeanName(LeaderAutoConfiguration.REGISTRY);
		definition.setFactoryMethodName(manual ? "manual" : "configured");
		definition.getConstructorArgumentValues().addGenericArgumentValue((name != null) ? name : "");
		return definition;
	}

}
