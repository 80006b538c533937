package io.leader.autoconfigure;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.HierarchicalBeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;

import io.leader.lock.ElectionLockFactory;

/**
 * Determines the lock type of each {@link ElectionLockFactory} bean, which is the value
 * of its {@link Qualifier} or the name of the bean.
 */
final class LockTypeNames {

	private LockTypeNames() {
	}

	/**
	 * Returns the factories by lock type.
	 * @param beans the factories by bean name
	 * @param beanFactory the bean factory that contains the beans, or one of its
	 * descendants
	 * @throws LeaderConfigurationException if several beans have the same lock type
	 */
	static Map<String, ElectionLockFactory> resolve(Map<String, ElectionLockFactory> beans, BeanFactory beanFactory) {
		Map<String, ElectionLockFactory> factories = new TreeMap<>();
		Map<String, String> names = new TreeMap<>();
		beans.forEach((bean, factory) -> {
			String lockType = lockType(bean, beanFactory);
			String other = names.putIfAbsent(lockType, bean);
			if (other != null) {
				throw new LeaderConfigurationException(
						"The beans '%s' and '%s' are both factories for the lock type '%s'.".formatted(other, bean,
								lockType),
						"Give your ElectionLockFactory bean a different name or @Qualifier.");
			}
			factories.put(lockType, factory);
		});
		return factories;
	}

	private static String lockType(String bean, BeanFactory beanFactory) {
		BeanFactory owner = beanFactory;
		while (owner instanceof HierarchicalBeanFactory child && !child.containsLocalBean(bean)
				&& child.getParentBeanFactory() != null) {
			owner = child.getParentBeanFactory();
		}
		Qualifier qualifier = qualifier(bean, owner);
		return (qualifier != null && !qualifier.value().isEmpty()) ? qualifier.value() : bean;
	}

	private static @Nullable Qualifier qualifier(String bean, @Nullable BeanFactory owner) {
		return (owner instanceof ListableBeanFactory listable) ? listable.findAnnotationOnBean(bean, Qualifier.class)
				: null;
	}

}
