package io.leader.benchmarks;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;

import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * An application with a bean that has a guarded method and a method with no-op advice.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class LeadingApplication {

	@Bean
	static Work work() {
		return new Work();
	}

	@Bean
	static NoOpPostProcessor noOpPostProcessor() {
		return new NoOpPostProcessor();
	}

	/**
	 * Adds no-op advice to the methods marked with {@link NoOp}, on the proxy that the
	 * guard has created.
	 */
	static final class NoOpPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor {

		private static final long serialVersionUID = 1L;

		NoOpPostProcessor() {
			this.advisor = new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forMethodAnnotation(NoOp.class),
					(MethodInterceptor) MethodInvocation::proceed);
			setProxyTargetClass(true);
		}

	}

}
