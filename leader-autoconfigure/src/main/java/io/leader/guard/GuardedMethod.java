package io.leader.guard;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A guarded method.
 *
 * @param method the most specific method, never a bridge method
 * @param type the class of the proxied object, or one of its interfaces if that object is
 * itself a JDK proxy
 * @param annotation the nearest annotation
 */
record GuardedMethod(Method method, Class<?> type, LeaderOnly annotation) {

	/**
	 * Finds the guarded method that a call runs, regardless of whether the called method
	 * is a bridge method or belongs to an interface or a generic superclass.
	 * @return the guarded method, or {@code null} if the call is not guarded
	 */
	static @Nullable GuardedMethod find(Method called, @Nullable Class<?> targetClass) {
		if (ReflectionUtils.isObjectMethod(called)) {
			return null;
		}
		Class<?> type = ClassUtils.getUserClass((targetClass != null) ? targetClass : called.getDeclaringClass());
		if (Proxy.isProxyClass(type)) {
			return onInterfaces(called, type);
		}
		Method specific = AopUtils.getMostSpecificMethod(called, type);
		if (specific.isSynthetic() && !specific.isBridge()) {
			return null;
		}
		LeaderOnly annotation = AnnotatedElementUtils.findMergedAnnotation(specific, LeaderOnly.class);
		if (annotation == null) {
			annotation = onUnrelatedInterface(specific, type);
		}
		if (annotation == null && isOfGuardedClass(specific) && !ContainerCallbacks.include(specific, type)) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, LeaderOnly.class);
		}
		return (annotation != null) ? new GuardedMethod(specific, type, annotation) : null;
	}

	/**
	 * Searches the interfaces of a JDK proxy, whose own methods have no annotations.
	 */
	private static @Nullable GuardedMethod onInterfaces(Method called, Class<?> proxy) {
		if (Modifier.isStatic(called.getModifiers())) {
			return null;
		}
		for (Class<?> candidate : proxy.getInterfaces()) {
			Method declared = ClassUtils.getMethodIfAvailable(candidate, called.getName(), called.getParameterTypes());
			GuardedMethod found = (declared != null) ? find(declared, candidate) : null;
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Returns whether the guard of a class can apply to the method. It does not apply to
	 * private, static, and {@code @Bean} methods.
	 */
	private static boolean isOfGuardedClass(Method method) {
		return !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers())
				&& !AnnotatedElementUtils.hasAnnotation(method, Bean.class);
	}

	/**
	 * Searches the interfaces that declare the method, even if the method is inherited
	 * from a superclass that does not implement these interfaces.
	 */
	private static @Nullable LeaderOnly onUnrelatedInterface(Method method, Class<?> type) {
		for (Method declared : declarations(method, type).toList()) {
			LeaderOnly annotation = AnnotatedElementUtils.findMergedAnnotation(declared, LeaderOnly.class);
			if (annotation != null) {
				return annotation;
			}
		}
		return null;
	}

	/**
	 * Returns the methods of a class's interfaces that the given method implements.
	 */
	static Stream<Method> declarations(Method method, Class<?> type) {
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.flatMap((candidate) -> Arrays.stream(candidate.getMethods()))
			.filter((declared) -> declared.getName().equals(method.getName())
					&& AopUtils.getMostSpecificMethod(declared, type).equals(method));
	}

	/**
	 * Returns the return type of the method, with type variables resolved; for a
	 * suspending function, the type of its result.
	 */
	ResolvableType returnType() {
		if (!suspends()) {
			return ResolvableType.forMethodReturnType(this.method, this.type);
		}
		ResolvableType continuation = ResolvableType.forMethodParameter(this.method,
				this.method.getParameterCount() - 1, this.type);
		ResolvableType result = continuation.getGeneric();
		return (result.getType() instanceof WildcardType wildcard) ? lowerBound(wildcard, continuation) : result;
	}

	private ResolvableType lowerBound(WildcardType wildcard, ResolvableType continuation) {
		Type[] bounds = wildcard.getLowerBounds();
		return (bounds.length == 0) ? continuation.getGeneric() : ResolvableType.forType(bounds[0],
				ResolvableType.forClass(this.method.getDeclaringClass(), this.type));
	}

	boolean suspends() {
		return KotlinDetector.isSuspendingFunction(this.method);
	}

	String describe() {
		return describe(this.method, this.type);
	}

	static String describe(Method method, Class<?> type) {
		return "@LeaderOnly method " + ClassUtils.getUserClass(type).getName() + "." + method.getName() + "(…)";
	}

}
