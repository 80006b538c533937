package io.leader.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Refuses guarded methods whose calls would slip past a proxy.
 */
final class UnreachableMethods {

	private UnreachableMethods() {
	}

	/**
	 * Refuses a method.
	 * @param guarded whether the type is guarded as a whole
	 */
	static void refuse(Method method, Class<?> type, boolean guarded) {
		boolean annotated = AnnotatedElementUtils.hasAnnotation(method, LeaderOnly.class);
		if (!annotated && !guarded) {
			return;
		}
		String modifier = modifier(method, type);
		if (modifier != null && (annotated || isCalledFromOutside(method, type))) {
			throw new UnguardableMethodException("%s is %s, so that no proxy can guard it.".formatted(GuardedMethod
				.describe(method, type), modifier), modifier.contains("package")
						? "Make it protected or public, or ask LeaderElection.isLeader() in it instead of @LeaderOnly."
						: "Remove '%s' from it, or ask LeaderElection.isLeader() in it instead of @LeaderOnly."
							.formatted(modifier));
		}
		if (annotated && AnnotatedElementUtils.hasAnnotation(method, Bean.class)) {
			throw new UnguardableMethodException(
					GuardedMethod.describe(method, type)
							+ " makes a bean, which the application needs on followers, too.",
					"Put @LeaderOnly on the methods of the bean's class.");
		}
		if (annotated && Modifier.isFinal(type.getModifiers())
				&& ClassUtils.getAllInterfacesForClass(type).length == 0) {
			throw new UnguardableMethodException(
					GuardedMethod.describe(method, type) + " is in a final class, which no proxy can extend.",
					"Remove 'final' from the class, or let it implement an interface with this method.");
		}
	}

	private static @Nullable String modifier(Method method, Class<?> type) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "private";
		}
		if (Modifier.isStatic(modifiers)) {
			return "static";
		}
		if (Modifier.isFinal(modifiers)) {
			return "final";
		}
		return isPackagePrivate(method) && !isInSamePackage(method, type) ? "package-private in another package" : null;
	}

	/**
	 * Whether somebody else than the object may call a method of a guarded class. What
	 * only the object itself calls needs no guard: the call that led to it has one.
	 */
	private static boolean isCalledFromOutside(Method method, Class<?> type) {
		int modifiers = method.getModifiers();
		if (Caller.any(method)) {
			return true;
		}
		if (Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || !Modifier.isFinal(modifiers)) {
			return false;
		}
		if (Modifier.isPublic(modifiers)) {
			return isOwn(method.getDeclaringClass(), type);
		}
		return isInSamePackage(method, type);
	}

	/**
	 * Whether somebody who guards a class can change another one that it extends: not
	 * that of a library.
	 */
	private static boolean isOwn(Class<?> declaring, Class<?> type) {
		return declaring.getPackageName().equals(type.getPackageName())
				|| AnnotatedElementUtils.hasAnnotation(declaring, LeaderOnly.class)
				|| Objects.equals(source(declaring), source(type));
	}

	private static @Nullable String source(Class<?> type) {
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return (source != null) ? String.valueOf(source.getLocation()) : null;
	}

	private static boolean isPackagePrivate(Method method) {
		return (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)) == 0;
	}

	private static boolean isInSamePackage(Method method, Class<?> type) {
		return method.getDeclaringClass().getPackageName().equals(type.getPackageName());
	}

}
