package io.leader.guard;

import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests beans that are proxies for guarded interfaces, such as repositories and clients.
 */
class ProxiedInterfaceTests extends GuardedBeanTest {

	interface Base {

		Object inherited();

	}

	@LeaderOnly
	interface Guarded extends Base {

		Object save();

	}

	interface Unknown {

		@LeaderOnly("payments")
		Object save();

	}

	private static <T> T proxy(Class<T> type, Object target) {
		ProxyFactory factory = new ProxyFactory();
		if (target != null) {
			factory.setTarget(target);
		}
		factory.setInterfaces(type);
		factory.addAdvice((MethodInterceptor) (invocation) -> "ran");
		return type.cast(factory.getProxy());
	}

	private <T> T guarded(Class<T> type, Supplier<T> bean) {
		this.context.registerBean("proxied", type, bean);
		guarded(Object.class);
		return this.context.getBean("proxied", type);
	}

	private void assertGuarded(Guarded bean) {
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::save);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(bean::inherited);
		this.orders.lead();
		assertThat(bean.save()).isEqualTo("ran");
		assertThat(bean.inherited()).isEqualTo("ran");
	}

	@Test
	void aProxyWhoseTargetDoesNotImplementTheInterfaceIsGuarded() {
		assertGuarded(guarded(Guarded.class, () -> proxy(Guarded.class, new Object())));
	}

	@Test
	void aProxyWithoutATargetIsGuarded() {
		assertGuarded(guarded(Guarded.class, () -> proxy(Guarded.class, null)));
	}

	@Test
	void anUnknownElectionIsRefusedAtStartup() {
		Throwable refused = catchThrowable(() -> guarded(Unknown.class, () -> proxy(Unknown.class, new Object())));
		assertThat(refused).isInstanceOf(UnguardableMethodException.class)
			.hasMessageEndingWith(" cannot be guarded. There is no election 'payments'. Available elections: orders.");
	}

}
