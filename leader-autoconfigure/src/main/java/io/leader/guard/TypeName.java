package io.leader.guard;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The name of a type that need not be on the classpath.
 *
 * @param value the class name
 */
record TypeName(String value) {

	/**
	 * Returns whether a type is this one or a subtype of it. Always {@code false} if this
	 * type is not on the classpath.
	 */
	boolean isAssignableFrom(Class<?> type) {
		Class<?> resolved = resolve(type.getClassLoader());
		return resolved != null && resolved.isAssignableFrom(type);
	}

	@Nullable Class<?> resolve(@Nullable ClassLoader loader) {
		return ClassUtils.isPresent(this.value, loader) ? ClassUtils.resolveClassName(this.value, loader) : null;
	}

}
