package io.leader.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntSupplier;

import org.aopalliance.intercept.MethodInterceptor;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.leader.election.LeaderElection;

/**
 * Guards the methods that are annotated with {@link LeaderOnly} or belong to an annotated
 * type. Adds the guard to the existing AOP proxy of a bean or creates a proxy, so that
 * the guard exists regardless of the application's AOP settings. The guard comes after
 * {@code @Async}, whatever the order of {@code @Async}, since {@code @Async} decides
 * where and when the work starts. The guard comes before all other existing advice, such
 * as transactions, except for advice that comes before {@code @Async}. If a bean consists
 * of several nested proxies, the annotations of the innermost target apply.
 * <p>
 * Internal: may change without notice.
 */
public final class LeaderOnlyPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	/**
	 * The order of this post-processor: before the default order of the post-processor
	 * for {@code @Async}, which puts its advice before all others.
	 */
	private static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

	private static final long serialVersionUID = 1L;

	private final transient GuardedMethods methods;

	private final transient List<Class<?>> early = new ArrayList<>();

	private boolean started;

	/**
	 * Creates a post-processor for an application that has only one election, which is
	 * never removed.
	 * @param elections returns an election by name, where the empty name refers to the
	 * only or primary one; throws {@link IllegalArgumentException} if there is none
	 * @param proxyTargetClass whether to proxy classes rather than interfaces
	 */
	public LeaderOnlyPostProcessor(Function<String, LeaderElection> elections, boolean proxyTargetClass) {
		this(elections, () -> false, () -> 0, proxyTargetClass);
	}

	/**
	 * Creates a post-processor.
	 * @param elections returns an election by name, where the empty name refers to the
	 * only or primary one; throws {@link IllegalArgumentException} if there is none
	 * @param several whether there are several elections
	 * @param changes how often elections were added or removed; called by each guarded
	 * call
	 * @param proxyTargetClass whether to proxy classes rather than interfaces
	 */
	public LeaderOnlyPostProcessor(Function<String, LeaderElection> elections, BooleanSupplier several,
			IntSupplier changes, boolean proxyTargetClass) {
		this.methods = new GuardedMethods(new GuardedMethods.Elections() {

			@Override
			public LeaderElection get(String name) {
				return elections.apply(name);
			}

			@Override
			public boolean several() {
				return several.getAsBoolean();
			}

			@Override
			public int changes() {
				return changes.getAsInt();
			}

		});
		this.advisor = new DefaultPointcutAdvisor(new Guarded(this.methods::isGuarded),
				(MethodInterceptor) (invocation) -> {
					Object target = invocation.getThis();
					Method method = invocation.getMethod();
					Class<?> type = (target != null) ? target.getClass() : method.getDeclaringClass();
					return this.methods.guard(method, type).call(invocation);
				});
		setBeforeExistingAdvisors(true);
		setProxyTargetClass(proxyTargetClass);
		setOrder(ORDER);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		this.methods.check(type, () -> hasInterfacesOnly(bean, beanName));
		boolean targetIsGuarded = !Proxy.isProxyClass(type) && isEligible(type);
		if (!targetIsGuarded && Proxy.isProxyClass(bean.getClass())) {
			type = bean.getClass();
		}
		if (targetIsGuarded || isEligible(type)) {
			if (this.started) {
				resolve(type);
			}
			else {
				this.early.add(type);
			}
		}
		if (targetIsGuarded && addedAfterAsync(bean, type)) {
			return bean;
		}
		try {
			if (targetIsGuarded && bean instanceof Advised advised && Proxy.isProxyClass(bean.getClass())) {
				return addedToJdkProxy(bean, advised, beanName, type);
			}
			return (Proxy.isProxyClass(type) && isEligible(type))
					? aroundProxy(bean, beanName, Objects.requireNonNull(this.advisor))
					: super.postProcessAfterInitialization(bean, beanName);
		}
		catch (AopConfigException ex) {
			throw UnproxyableType.refused(ClassUtils.getUserClass(type), ex);
		}
	}

	/**
	 * Adds the guard after the advice for {@code @Async} if that advice is already part
	 * of a proxy, as is the case if {@code @EnableAsync} has a low order value. Other
	 * advice might be in another proxy around that proxy.
	 * @param type the class of the innermost target
	 * @return whether the guard was added
	 * @throws UnguardableMethodException if the proxy with that advice is frozen
	 */
	private boolean addedAfterAsync(Object bean, Class<?> type) {
		Object proxy = bean;
		while (proxy instanceof Advised advised) {
			List<Advisor> advisors = List.of(advised.getAdvisors());
			for (Advisor async : advisors) {
				if (async instanceof AsyncAnnotationAdvisor) {
					if (advised.isFrozen()) {
						throw new UnguardableMethodException(
								"@LeaderOnly class %s cannot be guarded: its proxy for @Async is frozen, so the guard cannot be added after @Async."
									.formatted(ClassUtils.getUserClass(type).getName()),
								"Either do not freeze the proxy, or call LeaderElection.runIfLeader(…) in the class instead of using @LeaderOnly.");
					}
					advised.addAdvisor(advisors.indexOf(async) + 1, advisor(advised, type));
					return true;
				}
			}
			proxy = AopProxyUtils.getSingletonTarget(advised);
		}
		return false;
	}

	/**
	 * Adds the guard before all advice of a JDK proxy, or around the proxy if it is
	 * frozen.
	 * @param type the class of the innermost target
	 */
	private Object addedToJdkProxy(Object bean, Advised advised, String beanName, Class<?> type) {
		if (advised.isFrozen()) {
			return aroundProxy(bean, beanName, advisorForTarget(type));
		}
		advised.addAdvisor(0, advisor(advised, type));
		return bean;
	}

	/**
	 * Returns the advisor to add to a proxy. If the target of the proxy is a JDK proxy,
	 * which has no annotations, the advisor uses the class of the innermost target.
	 */
	private Advisor advisor(Advised proxy, Class<?> type) {
		Class<?> target = proxy.getTargetClass();
		return (target != null && Proxy.isProxyClass(target)) ? advisorForTarget(type)
				: Objects.requireNonNull(this.advisor);
	}

	private Advisor advisorForTarget(Class<?> type) {
		return new DefaultPointcutAdvisor(new Guarded((method, proxy) -> this.methods.isGuarded(method, type)),
				(MethodInterceptor) (invocation) -> this.methods.guard(invocation.getMethod(), type).call(invocation));
	}

	/**
	 * Returns whether a bean's proxy implements the bean's interfaces instead of
	 * extending its class.
	 */
	private boolean hasInterfacesOnly(Object bean, String beanName) {
		if (AopUtils.isAopProxy(bean)) {
			// The guard is added to the existing proxy.
			return AopUtils.isJdkDynamicProxy(bean);
		}
		if (Proxy.isProxyClass(bean.getClass())) {
			return true;
		}
		ProxyFactory factory = prepareProxyFactory(bean, beanName);
		if (!factory.isProxyTargetClass() && factory.getProxiedInterfaces().length == 0) {
			evaluateProxyInterfaces(bean.getClass(), factory);
		}
		return !factory.isProxyTargetClass();
	}

	/**
	 * Guards the interfaces of a JDK proxy that is frozen, that has no target, or whose
	 * target does not implement these interfaces.
	 */
	private Object aroundProxy(Object bean, String beanName, Advisor guard) {
		ProxyFactory factory = prepareProxyFactory(bean, beanName);
		evaluateProxyInterfaces(bean.getClass(), factory);
		factory.addAdvisor(guard);
		return factory.getProxy(getProxyClassLoader());
	}

	@Override
	protected ProxyFactory prepareProxyFactory(Object bean, String beanName) {
		ProxyFactory factory = super.prepareProxyFactory(bean, beanName);
		// A class that no proxy can extend, such as that of a lambda or a record, is
		// proxied through its interfaces instead.
		if (UnproxyableType.of(bean.getClass()) != null) {
			factory.setProxyTargetClass(false);
		}
		return factory;
	}

	/**
	 * Resolves the guards of all beans that have been created, so that an unknown
	 * election prevents the application from starting.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.started = true;
		this.early.forEach(this::resolve);
		this.early.clear();
	}

	private void resolve(Class<?> type) {
		ReflectionUtils.doWithMethods(type, (method) -> this.methods.guard(method, type),
				(method) -> this.methods.isGuarded(method, type));
	}

	private static final class Guarded extends StaticMethodMatcherPointcut {

		private final BiPredicate<Method, Class<?>> guarded;

		Guarded(BiPredicate<Method, Class<?>> guarded) {
			this.guarded = guarded;
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.guarded.test(method, targetClass);
		}

	}

}
