package io.leader.guard;

import java.lang.reflect.Method;
import java.util.Set;

import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationListener;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.util.ClassUtils;

/**
 * Methods through which the container manages a bean, even on followers. The guard of a
 * class does not apply to them.
 */
final class ContainerCallbacks {

	private static final Set<Class<?>> TYPES = Set.of(Lifecycle.class, SmartLifecycle.class, Phased.class,
			Ordered.class, InitializingBean.class, DisposableBean.class, SmartInitializingSingleton.class,
			SchedulingConfigurer.class, ApplicationListener.class, SmartApplicationListener.class,
			GenericApplicationListener.class);

	/**
	 * The only method of these types that does the bean's work, and is therefore guarded.
	 */
	private static final String NOTIFICATION = "onApplicationEvent";

	private ContainerCallbacks() {
	}

	static boolean include(Method method, Class<?> type) {
		return !method.getName().equals(NOTIFICATION) && ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.filter((candidate) -> TYPES.contains(candidate) || Aware.class.isAssignableFrom(candidate))
			.anyMatch((candidate) -> ClassUtils.hasMethod(candidate, method.getName(), method.getParameterTypes()));
	}

}
