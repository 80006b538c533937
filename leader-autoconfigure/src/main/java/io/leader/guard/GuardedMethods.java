package io.leader.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.leader.election.LeaderElection;

/**
 * Finds out which methods are guarded, and how. Safe for use by several threads.
 */
final class GuardedMethods {

	/**
	 * Looks up elections.
	 */
	@FunctionalInterface
	interface Elections {

		/**
		 * Gives an election.
		 * @param name its name; empty for the only or primary one
		 * @throws IllegalArgumentException if there is none; the message says which there
		 * are
		 */
		LeaderElection get(String name);

	}

	private final Elections elections;

	private final Map<MethodClassKey, Guard> guards = new ConcurrentHashMap<>();

	private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	GuardedMethods(Elections elections) {
		this.elections = elections;
	}

	boolean isGuarded(Method method, @Nullable Class<?> targetClass) {
		return find(method, targetClass) != null;
	}

	private static @Nullable LeaderOnly find(Method method, @Nullable Class<?> targetClass) {
		if (ReflectionUtils.isObjectMethod(method) || method.isSynthetic()) {
			return null;
		}
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		LeaderOnly own = AnnotatedElementUtils.findMergedAnnotation(specific, LeaderOnly.class);
		if (own != null || !Modifier.isPublic(specific.getModifiers())) {
			return own;
		}
		Class<?> type = (targetClass != null) ? targetClass : specific.getDeclaringClass();
		return AnnotatedElementUtils.findMergedAnnotation(type, LeaderOnly.class);
	}

	Guard guard(Method method, Class<?> targetClass) {
		return this.guards.computeIfAbsent(new MethodClassKey(method, targetClass),
				(key) -> create(method, targetClass));
	}

	private Guard create(Method method, Class<?> targetClass) {
		LeaderOnly annotation = find(method, targetClass);
		if (annotation == null) {
			throw new IllegalStateException(method + " is not guarded");
		}
		Instead instead = Instead.of(method.getReturnType(), annotation.otherwise());
		if (instead == null) {
			throw new UnguardableMethodException(
					describe(method, targetClass) + " returns " + method.getReturnType().getName()
							+ ", of which there is nothing to return when it is skipped.",
					"Set otherwise = THROW, or let it return an Optional.");
		}
		try {
			return new Guard(this.elections.get(annotation.value()), Guard.Kind.of(method.getReturnType()), instead,
					annotation.onRevoked());
		}
		catch (IllegalArgumentException ex) {
			throw new UnguardableMethodException(
					describe(method, targetClass) + (annotation.value().isEmpty() ? " has no election. "
							: " names an election that does not exist. ") + ex.getMessage(),
					"Name one of the elections that exist in @LeaderOnly, or configure the missing one.");
		}
	}

	/**
	 * Checks all guarded methods of a class.
	 * @throws UnguardableMethodException if a proxy cannot guard one of them
	 */
	void check(Class<?> targetClass) {
		if (!this.checked.add(targetClass)) {
			return;
		}
		ReflectionUtils.doWithMethods(targetClass, (method) -> check(method, targetClass),
				(method) -> method.getDeclaringClass() != Object.class && !method.isBridge() && !method.isSynthetic());
	}

	private static void check(Method method, Class<?> targetClass) {
		int modifiers = method.getModifiers();
		String why = Modifier.isPrivate(modifiers) ? "private"
				: Modifier.isStatic(modifiers) ? "static" : Modifier.isFinal(modifiers) ? "final" : null;
		boolean annotated = AnnotatedElementUtils.hasAnnotation(method, LeaderOnly.class);
		boolean ofGuardedClass = Modifier.isPublic(modifiers) && Modifier.isFinal(modifiers)
				&& AnnotatedElementUtils.hasAnnotation(targetClass, LeaderOnly.class);
		if (why != null && (annotated || ofGuardedClass)) {
			throw new UnguardableMethodException(
					"%s is %s, so that no proxy can guard it.".formatted(describe(method, targetClass), why),
					"Remove '%s' from it, or ask LeaderElection.isLeader() in it instead of @LeaderOnly."
						.formatted(why));
		}
		if (annotated && Modifier.isFinal(targetClass.getModifiers())
				&& ClassUtils.getAllInterfacesForClass(targetClass).length == 0) {
			throw new UnguardableMethodException(
					describe(method, targetClass) + " is in a final class, which no proxy can extend.",
					"Remove 'final' from the class, or let it implement an interface with this method.");
		}
	}

	private static String describe(Method method, Class<?> targetClass) {
		return "@LeaderOnly method " + ClassUtils.getUserClass(targetClass).getName() + "." + method.getName() + "(…)";
	}

}
