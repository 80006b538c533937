package io.leader.guard;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A type that need not be there.
 *
 * @param value its name
 */
record TypeName(String value) {

	/**
	 * Whether a type is a subtype of it.
	 */
	boolean isAssignableFrom(Class<?> type) {
		Class<?> resolved = resolve(type.getClassLoader());
		return resolved != null && resolved.isAssignableFrom(type);
	}

	@Nullable Class<?> resolve(@Nullable ClassLoader loader) {
		return ClassUtils.isPresent(this.value, loader) ? ClassUtils.resolveClassName(this.value, loader) : null;
	}

}
