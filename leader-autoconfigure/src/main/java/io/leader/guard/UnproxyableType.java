package io.leader.guard;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.NestedExceptionUtils;

/**
 * A class that no proxy can extend.
 *
 * @param type the class
 * @param obstacle the reason, as the predicate of a sentence
 * @param remedy how to fix the problem, without a final period
 */
record UnproxyableType(Class<?> type, String obstacle, String remedy) {

	/**
	 * Determines what prevents a proxy from extending a class.
	 * @return the obstacle, or {@code null} if none is known
	 */
	static @Nullable UnproxyableType of(Class<?> type) {
		if (type.isRecord()) {
			return new UnproxyableType(type, "is a record", "Make it a non-final class");
		}
		if (type.isEnum()) {
			return new UnproxyableType(type, "is an enum", "Make it a non-final class");
		}
		if (Modifier.isFinal(type.getModifiers())) {
			return new UnproxyableType(type, "is final",
					KotlinDetector.isKotlinType(type)
							? "Make the class 'open', as Kotlin's 'spring' compiler plugin does for beans"
							: "Remove 'final' from the class");
		}
		if (type.isSealed()) {
			return new UnproxyableType(type, "is sealed", "Remove 'sealed' from the class");
		}
		if (Arrays.stream(type.getDeclaredConstructors())
			.mapToInt(Constructor::getModifiers)
			.allMatch(Modifier::isPrivate)) {
			return new UnproxyableType(type, "has only private constructors",
					"Add a non-private constructor to the class");
		}
		return null;
	}

	/**
	 * Returns the exception for a method that none of the class's interfaces declares.
	 */
	UnguardableMethodException refused(Method method) {
		return new UnguardableMethodException(
				"%s cannot be guarded: its class %s, so no proxy can extend it, and none of its interfaces declares the method."
					.formatted(GuardedMethod.describe(method, this.type), this.obstacle),
				this.remedy + ", or have it implement an interface that declares this method.");
	}

	/**
	 * Returns the exception for a class for which no proxy could be created.
	 * @param failure the failure to create the proxy
	 */
	static UnguardableMethodException refused(Class<?> type, Throwable failure) {
		UnproxyableType known = of(type);
		String reason = (known != null) ? "it " + known.obstacle + ", so no proxy can extend it."
				: NestedExceptionUtils.getMostSpecificCause(failure).getMessage();
		UnguardableMethodException refused = new UnguardableMethodException(
				"@LeaderOnly class %s cannot be guarded: %s".formatted(type.getName(), reason),
				((known != null) ? known.remedy + ", or have it" : "Have it")
						+ " implement an interface that declares the methods to guard.");
		refused.initCause(failure);
		return refused;
	}

}
