package io.leader.guard;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.leader.election.LeaderElection;

/**
 * Determines which methods are guarded, and how. Thread-safe.
 */
final class GuardedMethods {

	/**
	 * Looks up elections.
	 */
	@FunctionalInterface
	interface Elections {

		/**
		 * Returns an election.
		 * @param name the name of the election; empty for the only or primary one
		 * @throws IllegalArgumentException if there is no such election; the message
		 * lists the existing elections
		 */
		LeaderElection get(String name);

		/**
		 * Returns whether there are several elections.
		 */
		default boolean several() {
			return false;
		}

		/**
		 * Returns how often elections were added or removed. This is as cheap as reading
		 * a field.
		 */
		default int changes() {
			return 0;
		}

	}

	private final Elections elections;

	private final Map<MethodClassKey, Guard> guards = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> guardPresence = new ConcurrentHashMap<>();

	private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	private final Set<Class<?>> checkedToExtend = ConcurrentHashMap.newKeySet();

	GuardedMethods(Elections elections) {
		this.elections = elections;
	}

	boolean isGuarded(Method method, @Nullable Class<?> targetClass) {
		Class<?> type = (targetClass != null) ? targetClass : method.getDeclaringClass();
		return hasGuard(type) && GuardedMethod.find(method, targetClass) != null;
	}

	/**
	 * Returns whether a type, one of its superclasses, or one of its interfaces is
	 * annotated or declares an annotated method. For most types, this is not the case, so
	 * their methods need not be inspected.
	 */
	private boolean hasGuard(Class<?> type) {
		Boolean known = this.guardPresence.get(type);
		if (known == null) {
			Class<?> superclass = type.getSuperclass();
			known = declaresGuard(type) || (superclass != null && hasGuard(superclass))
					|| Arrays.stream(type.getInterfaces()).anyMatch(this::hasGuard);
			this.guardPresence.put(type, known);
		}
		return known;
	}

	private static boolean declaresGuard(Class<?> type) {
		if (!AnnotationUtils.isCandidateClass(type, LeaderOnly.class)) {
			return false;
		}
		return isAnnotated(type)
				|| Arrays.stream(ReflectionUtils.getDeclaredMethods(type)).anyMatch(GuardedMethods::isAnnotated);
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		return element.getAnnotations().length > 0 && MergedAnnotations.from(element).isPresent(LeaderOnly.class);
	}

	Guard guard(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		Guard known = this.guards.get(key);
		// Unlike get, computeIfAbsent can block even if the guard exists.
		return (known != null) ? known : this.guards.computeIfAbsent(key, (missing) -> create(method, targetClass));
	}

	private Guard create(Method called, Class<?> targetClass) {
		GuardedMethod method = GuardedMethod.find(called, targetClass);
		if (method == null) {
			throw new IllegalStateException(called + " is not guarded");
		}
		UnguardableCallers.refuse(method, this.elections.several());
		try {
			return Guard.of(method, new GuardElection(method.annotation().value(), this.elections));
		}
		catch (IllegalArgumentException ex) {
			boolean unnamed = method.annotation().value().isEmpty();
			throw new UnguardableMethodException(
					method.describe() + (unnamed ? " has no election. " : " cannot be guarded. ") + ex.getMessage(),
					unnamed ? "Set leader.primary to an election, or name one, as in @LeaderOnly(\"mails\")."
							: "Name an existing election in @LeaderOnly, or configure the missing one.");
		}
	}

	/**
	 * Checks all methods of a class, unless they have already been checked.
	 * @param byInterfaces whether the proxy implements the interfaces of the class
	 * instead of extending it
	 * @throws UnguardableMethodException if a call to a guarded method would bypass the
	 * proxy, or if an annotated method defines a bean
	 */
	void check(Class<?> targetClass, BooleanSupplier byInterfaces) {
		// The methods of the subclass that Spring generates for a configuration class are
		// final, so check the original class.
		Class<?> type = ClassUtils.getUserClass(targetClass);
		if (Proxy.isProxyClass(type) || !hasGuard(type)) {
			return;
		}
		boolean extended = !byInterfaces.getAsBoolean();
		if ((extended ? this.checkedToExtend : this.checked).add(type)) {
			ReflectionUtils.doWithMethods(type, new UnreachableMethods(type, !extended)::refuse,
					(method) -> !ReflectionUtils.isObjectMethod(method) && method.getDeclaringClass() != Object.class
							&& !method.isBridge() && !method.isSynthetic());
		}
	}

}
