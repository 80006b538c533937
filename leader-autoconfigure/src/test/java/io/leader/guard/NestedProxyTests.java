package io.leader.guard;

import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests a bean that is a JDK proxy, possibly around another JDK proxy. The annotation is
 * on the proxied object's class, which the proxies hide.
 */
class NestedProxyTests extends GuardedBeanTest {

	interface Job {

		@Async
		void work();

	}

	static class GuardedMethodJob implements Job {

		@LeaderOnly
		@Override
		public void work() {
			calls.incrementAndGet();
		}

	}

	@LeaderOnly
	static class GuardedClassJob implements Job {

		@Override
		public void work() {
			calls.incrementAndGet();
		}

	}

	enum Proxies {

		NONE, OPEN, FROZEN;

		Job around(Job job) {
			return (this != NONE) ? NestedProxyTests.around(job, (advice) -> {
				advised.incrementAndGet();
				return advice.proceed();
			}, this == FROZEN) : job;
		}

	}

	private static final AtomicInteger calls = new AtomicInteger();

	private static final AtomicInteger advised = new AtomicInteger();

	private static final AtomicInteger submitted = new AtomicInteger();

	private static Job around(Job job, MethodInterceptor advice, boolean frozen) {
		ProxyFactory factory = new ProxyFactory(job);
		factory.addAdvice(advice);
		factory.setFrozen(frozen);
		return (Job) factory.getProxy();
	}

	private Job bean(Job job) {
		calls.set(0);
		advised.set(0);
		submitted.set(0);
		this.context.registerBean("job", Job.class, () -> job);
		guarded(Object.class);
		return this.context.getBean("job", Job.class);
	}

	@ParameterizedTest
	@CsvSource({ "OPEN, NONE", "FROZEN, NONE", "OPEN, OPEN", "OPEN, FROZEN", "FROZEN, OPEN", "FROZEN, FROZEN" })
	void theGuardComesBeforeTheAdviceOfAllProxies(Proxies outer, Proxies inner) {
		for (Job job : new Job[] { new GuardedMethodJob(), new GuardedClassJob() }) {
			Job bean = new NestedProxyTests().bean(outer.around(inner.around(job)));
			assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
			bean.work();
			assertThat(calls).hasValue(0);
			assertThat(advised).hasValue(0);
		}
	}

	@ParameterizedTest
	@CsvSource({ "OPEN, OPEN", "FROZEN, FROZEN" })
	void aLeaderRunsTheMethodOnce(Proxies outer, Proxies inner) {
		Job bean = bean(outer.around(inner.around(new GuardedClassJob())));
		this.orders.lead();
		bean.work();
		assertThat(calls).hasValue(1);
		assertThat(advised).hasValue(2);
	}

	private static Job asynchronous(Job job, boolean frozen) {
		ProxyFactory factory = new ProxyFactory(job);
		factory.addAdvisor(new AsyncAnnotationAdvisor((task) -> {
			submitted.incrementAndGet();
			task.run();
		}, null));
		factory.setFrozen(frozen);
		return (Job) factory.getProxy();
	}

	@ParameterizedTest
	@CsvSource({ "NONE, OPEN", "OPEN, NONE", "FROZEN, NONE", "NONE, FROZEN" })
	void theGuardComesAfterAsync(Proxies outer, Proxies inner) {
		Job bean = bean(outer.around(asynchronous(inner.around(new GuardedClassJob()), false)));
		bean.work();
		assertThat(calls).hasValue(0);
		assertThat(submitted).hasValue(1);
		assertThat(advised).hasValue((outer != Proxies.NONE) ? 1 : 0);
	}

	@Test
	void aFrozenProxyWithAsyncIsRefused() {
		Throwable refused = catchThrowable(() -> bean(Proxies.OPEN.around(asynchronous(new GuardedClassJob(), true))));
		assertThat(refused).rootCause().isInstanceOf(UnguardableMethodException.class).hasMessageContaining("frozen");
	}

}
