package io.leader.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.security.CodeSource;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.core.KotlinDetector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * Rejects the guarded methods of one class if calls to them would bypass its proxy.
 */
final class UnreachableMethods {

	private final Class<?> type;

	private final boolean guarded;

	private final boolean byInterfaces;

	/**
	 * Creates a check.
	 * @param type the user-defined class, not a subclass that Spring generated from it
	 * @param byInterfaces whether the proxy implements the interfaces of the class
	 * instead of extending it
	 */
	UnreachableMethods(Class<?> type, boolean byInterfaces) {
		this.type = type;
		this.guarded = AnnotatedElementUtils.hasAnnotation(type, LeaderOnly.class);
		this.byInterfaces = byInterfaces;
	}

	/**
	 * Rejects a method that has to be guarded if calls to it would bypass the proxy. Also
	 * rejects an annotated method that defines a bean.
	 * @throws UnguardableMethodException if the method is rejected
	 */
	void refuse(Method method) {
		boolean annotated = AnnotatedElementUtils.hasAnnotation(method, LeaderOnly.class);
		boolean isBeanMethod = AnnotatedElementUtils.hasAnnotation(method, Bean.class);
		if (annotated && isBeanMethod) {
			throw new UnguardableMethodException(
					GuardedMethod.describe(method, this.type)
							+ " defines a bean, which the application also needs on followers.",
					"Put @LeaderOnly on methods of the bean's class instead.");
		}
		if (isBeanMethod || !(annotated || this.guarded) || isCalledByInterface(method)) {
			return;
		}
		String modifier = modifier(method, this.type);
		if (modifier != null && (annotated || isCalledFromOutside(method))) {
			throw new UnguardableMethodException(
					"%s is %s, so no proxy can guard it.".formatted(GuardedMethod.describe(method, this.type),
							modifier),
					remedy(modifier) + ", or check LeaderElection.isLeader() in it instead of using @LeaderOnly.");
		}
		UnproxyableType unproxyable = annotated ? UnproxyableType.of(this.type) : null;
		if (unproxyable != null) {
			throw unproxyable.refused(method);
		}
	}

	private String remedy(String modifier) {
		if (modifier.contains("package")) {
			return "Make it protected or public";
		}
		return (modifier.equals("final") && KotlinDetector.isKotlinType(this.type))
				? "Make it and its class 'open', as Kotlin's 'spring' compiler plugin does for beans"
				: "Remove '%s' from it".formatted(modifier);
	}

	/**
	 * Returns whether a proxy implements the method because an interface declares it, in
	 * which case it does not matter whether the method can be overridden.
	 */
	private boolean isCalledByInterface(Method method) {
		return this.byInterfaces && GuardedMethod.declarations(method, this.type).findAny().isPresent();
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
	 * Returns whether a method that no proxy can guard must be rejected even if only its
	 * class is annotated. This is the case if a framework calls the method, or if the
	 * method is final and other classes of the application can call it on the proxy. A
	 * method that only the object itself calls needs no guard, since the call that led to
	 * it is guarded.
	 */
	private boolean isCalledFromOutside(Method method) {
		int modifiers = method.getModifiers();
		if (Caller.any(method)) {
			return true;
		}
		if (this.byInterfaces || Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)
				|| !Modifier.isFinal(modifiers)) {
			return false;
		}
		if (Modifier.isPublic(modifiers)) {
			return isOwn(method.getDeclaringClass(), this.type);
		}
		return isInSamePackage(method, this.type);
	}

	/**
	 * Returns whether the class that declares a method appears to be maintained together
	 * with the guarded class, as opposed to a class from a library.
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
