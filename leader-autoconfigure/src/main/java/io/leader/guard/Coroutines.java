package io.leader.guard;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The guard's support for Kotlin coroutines, which are optional.
 */
final class Coroutines {

	private static final TypeName JOB = new TypeName("kotlinx.coroutines.Job");

	private static final TypeName CHANNEL = new TypeName("kotlinx.coroutines.channels.ReceiveChannel");

	private static final List<TypeName> RUNNING_ON = List.of(JOB, new TypeName("kotlinx.coroutines.flow.Flow"),
			CHANNEL);

	private Coroutines() {
	}

	/**
	 * Rejects a suspending function if a library that Spring's proxies need to run it as
	 * a publisher is missing. Without this library, the guarded call would end before the
	 * coroutine completes.
	 */
	static void requireBridge(GuardedMethod method) {
		ClassLoader loader = AopUtils.class.getClassLoader();
		if (!ClassUtils.isPresent("kotlinx.coroutines.reactor.MonoKt", loader)
				|| !KotlinDetector.isKotlinReflectPresent()) {
			throw new UnguardableMethodException(
					method.describe() + " is a suspending function, whose guard requires kotlinx-coroutines-reactor"
							+ " and kotlin-reflect.",
					"Add both to the application's dependencies.");
		}
	}

	/**
	 * Rejects a return type if the work continues after the method has returned and the
	 * guard cannot detect when the work ends.
	 */
	static void refuse(GuardedMethod method, Class<?> type) {
		if (RUNNING_ON.stream().anyMatch((name) -> name.isAssignableFrom(type))) {
			throw new UnguardableMethodException(
					"%s returns %s, whose completion the guard cannot detect.".formatted(method.describe(),
							type.getName()),
					"Make it a suspending function, or change the return type to Flow or Deferred; these require"
							+ " kotlinx-coroutines-reactor.");
		}
	}

	/**
	 * Rejects a suspending function that may resume before its work has ended. The
	 * guarded call ends when the function resumes.
	 * @param type the type that the function resumes with
	 */
	static void refuseRunning(GuardedMethod method, Class<?> type) {
		if (CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)
				|| JOB.isAssignableFrom(type) || CHANNEL.isAssignableFrom(type)) {
			throw new UnguardableMethodException(
					"%s is a suspending function that resumes with %s, whose work may continue unguarded."
						.formatted(method.describe(), type.getName()),
					"In the function, wait until the work has ended, and return its result.");
		}
	}

	/**
	 * Returns whether a type is a {@code Job}, such as {@code Deferred}. The work of a
	 * job has normally started when the method returns, even though Spring describes such
	 * a type as deferred.
	 */
	static boolean isJob(Class<?> type) {
		return JOB.isAssignableFrom(type);
	}

	/**
	 * Cancels a job.
	 */
	static void cancel(Object job) {
		Class<?> type = JOB.resolve(job.getClass().getClassLoader());
		Method cancel = (type != null) ? ReflectionUtils.findMethod(type, "cancel", CancellationException.class) : null;
		if (cancel != null) {
			ReflectionUtils.invokeMethod(cancel, job, new CancellationException("This process no longer leads"));
		}
	}

}
