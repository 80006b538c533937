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
 * Sets the property that corresponds to {@link LeaderElectionTest}, and ensures that
 * there are elections and guards in every test slice.
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
	 * Contexts are cached by their customizers, so customizers that set the same role are
	 * equal.
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
