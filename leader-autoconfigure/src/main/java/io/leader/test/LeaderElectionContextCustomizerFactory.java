package io.leader.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.support.TestPropertySourceUtils;

/**
 * Supports {@link LeaderElectionTest}: sets the corresponding property, and ensures that
 * there are elections and guards even in a test slice.
 */
final class LeaderElectionContextCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		LeaderElectionTest annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass,
				LeaderElectionTest.class);
		return (annotation != null) ? new Customizer(annotation.value()) : null;
	}

	/**
	 * Sets the role and registers {@link ElectionTestConfiguration}. Customizers that set
	 * the same role are equal, since contexts are cached by their customizers.
	 */
	private record Customizer(LeaderElectionTest.As as) implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
			TestPropertySourceUtils.addInlinedPropertiesToEnvironment(context, "leader.test.role=" + this.as);
			if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
				new AnnotatedBeanDefinitionReader(registry, context.getEnvironment())
					.registerBean(ElectionTestConfiguration.class);
			}
		}

	}

}
