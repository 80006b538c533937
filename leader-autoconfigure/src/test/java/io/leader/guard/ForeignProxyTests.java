package io.leader.guard;

import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Pointcut;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests a bean for which another post-processor has created a class proxy. The guard uses
 * that proxy, although it would otherwise create a proxy for the interfaces.
 */
class ForeignProxyTests extends GuardedBeanTest {

	interface Job {

		void work();

	}

	static class FinalMethod implements Job {

		@LeaderOnly
		@Override
		public final void work() {
			calls.incrementAndGet();
		}

	}

	@LeaderOnly
	static class FinalMethodOfClass {

		public final void work() {
			calls.incrementAndGet();
		}

	}

	static class OpenMethod implements Job {

		@LeaderOnly
		@Override
		public void work() {
			calls.incrementAndGet();
		}

	}

	static class ClassProxies extends AbstractBeanFactoryAwareAdvisingPostProcessor {

		private static final long serialVersionUID = 1L;

		ClassProxies() {
			setProxyTargetClass(true);
			setOrder(Ordered.HIGHEST_PRECEDENCE);
			this.advisor = new DefaultPointcutAdvisor(Pointcut.TRUE,
					(MethodInterceptor) (invocation) -> invocation.proceed());
		}

	}

	private static final AtomicInteger calls = new AtomicInteger();

	@BeforeEach
	void proxyFirst() {
		calls.set(0);
		this.context.registerBean(ClassProxies.class, ClassProxies::new);
	}

	@Test
	void aFinalMethodIsRefused() {
		assertThat(root(catchThrowable(() -> guarded(Job.class, FinalMethod.class, false))))
			.isInstanceOf(UnguardableMethodException.class)
			.hasMessageContaining("final");
	}

	@Test
	void aFinalMethodOfAGuardedClassIsRefused() {
		assertThat(root(catchThrowable(() -> guarded(FinalMethodOfClass.class, FinalMethodOfClass.class, false))))
			.isInstanceOf(UnguardableMethodException.class)
			.hasMessageContaining("final");
	}

	@Test
	void aNonFinalMethodIsGuarded() {
		guarded(Job.class, OpenMethod.class, false).work();
		assertThat(this.orders.isLeader()).isFalse();
		assertThat(calls).hasValue(0);
	}

	private static Throwable root(Throwable failure) {
		Throwable cause = failure;
		while (cause != null && cause.getCause() != null && !(cause instanceof UnguardableMethodException)) {
			cause = cause.getCause();
		}
		return cause;
	}

}
