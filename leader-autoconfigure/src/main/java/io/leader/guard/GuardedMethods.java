package io.leader.guard;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodClassKey;
import org.springframework.util.ReflectionUtils;

import io.leader.election.LeaderElection;

/**
 * Knows which methods are guarded, and how. Safe for use by several threads.
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
		return GuardedMethod.find(method, targetClass) != null;
	}

	Guard guard(Method method, Class<?> targetClass) {
		return this.guards.computeIfAbsent(new MethodClassKey(method, targetClass),
				(key) -> create(method, targetClass));
	}

	private Guard create(Method called, Class<?> targetClass) {
		GuardedMethod method = GuardedMethod.find(called, targetClass);
		if (method == null) {
			throw new IllegalStateException(called + " is not guarded");
		}
		UnguardableCallers.refuse(method);
		try {
			return Guard.of(method, this.elections.get(method.annotation().value()));
		}
		catch (IllegalArgumentException ex) {
			throw new UnguardableMethodException(
					method.describe() + (method.annotation().value().isEmpty() ? " has no election. "
							: " names an election that does not exist. ") + ex.getMessage(),
					"Name one of the elections that exist in @LeaderOnly, or configure the missing one.");
		}
	}

	/**
	 * Checks all methods of a class.
	 * @throws UnguardableMethodException if a call of a guarded one would slip past its
	 * proxy
	 */
	void check(Class<?> targetClass) {
		if (this.checked.add(targetClass)) {
			ReflectionUtils.doWithMethods(targetClass, (method) -> UnreachableMethods.refuse(method, targetClass),
					(method) -> method.getDeclaringClass() != Object.class && !method.isBridge()
							&& !method.isSynthetic());
		}
	}

}
