package io.leader.guard;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * Base class for tests of a guarded bean in a separate context.
 */
abstract class GuardedBeanTest {

	final TestElection orders = new TestElection("orders");

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	<T> T guarded(Class<T> type) {
		return guarded(type, type, true);
	}

	<T> T guarded(Class<T> wanted, Class<? extends T> type, boolean proxyTargetClass) {
		this.context.registerBean(LeaderOnlyPostProcessor.class, () -> new LeaderOnlyPostProcessor((name) -> {
			if (name.isEmpty() || name.equals("orders")) {
				return this.orders;
			}
			throw new IllegalArgumentException("There is no election '" + name + "'. Available elections: orders.");
		}, proxyTargetClass));
		this.context.registerBean("guarded", type);
		this.context.refresh();
		return this.context.getBean("guarded", wanted);
	}

}
