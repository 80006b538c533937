package io.leader.guard;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Annotation for a method that may run only while this process leads. On a class or an
 * interface, it guards every instance method that other classes can call, whether public,
 * protected, or package-private, except {@code @Bean} methods and the container's
 * callbacks ({@code Lifecycle}, {@code Ordered}, ...). Can be used as a meta-annotation.
 * The nearest annotation applies: that of the method (including the methods that it
 * overrides or implements), then that of the class, and then that of an interface.
 * <p>
 * The lock is not released while a guarded call runs. If the shutdown timeout or the
 * lease expires first, the lock is not released at all. What happens on a follower
 * depends on {@link #otherwise()} and, by default, on what the method returns:
 * <table>
 * <caption>On a follower</caption>
 * <tr>
 * <th>Return type</th>
 * <th>{@code DEFAULT}</th>
 * <th>{@code SKIP}</th>
 * <th>{@code THROW}</th>
 * </tr>
 * <tr>
 * <td>{@code void}, {@code Void}</td>
 * <td>nothing happens</td>
 * <td>nothing happens</td>
 * <td>throws</td>
 * </tr>
 * <tr>
 * <td>{@code Optional}</td>
 * <td>empty</td>
 * <td>empty</td>
 * <td>throws</td>
 * </tr>
 * <tr>
 * <td>collections, maps, arrays, {@code Stream}</td>
 * <td>empty</td>
 * <td>empty</td>
 * <td>throws</td>
 * </tr>
 * <tr>
 * <td>{@code Mono}, {@code Flux}, {@code Publisher}, Kotlin's {@code Flow}</td>
 * <td>empty, decided at subscription</td>
 * <td>empty, decided at subscription</td>
 * <td>error, decided at subscription</td>
 * </tr>
 * <tr>
 * <td>{@code CompletionStage}, {@code Future}, {@code Deferred}</td>
 * <td>completed with {@code null}</td>
 * <td>completed with {@code null}</td>
 * <td>failed</td>
 * </tr>
 * <tr>
 * <td>other objects</td>
 * <td>throws</td>
 * <td>{@code null}</td>
 * <td>throws</td>
 * </tr>
 * <tr>
 * <td>primitives</td>
 * <td>throws</td>
 * <td>rejected at startup</td>
 * <td>throws</td>
 * </tr>
 * </table>
 * The exception that is thrown or signaled is {@link NotLeaderException}. A Kotlin
 * suspending function follows the row for the type of its result. By default, a method
 * that responds to a client always throws, so that, for example, the client of a
 * controller gets a 503, and a {@code @Scheduled} method or an {@code @EventListener} is
 * always skipped.
 * <p>
 * The guard is a proxy, so calls within the same object ({@code this.method()}) bypass
 * it. The following are rejected at startup: methods that no proxy can guard (private,
 * static, and final methods, and methods of final classes, unless one of the proxy's
 * interfaces declares them); annotated {@code @Bean} methods; return types that the guard
 * cannot create, such as {@code FutureTask}; suspending functions that resume with a
 * future, a {@code Job}, or a {@code ReceiveChannel}, whose work may continue; message
 * listeners, whose skipped messages would count as consumed; and listeners for
 * revocations, which would never run, unless they might be notified of the revocation of
 * another election.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface LeaderOnly {

	/**
	 * Name of the election.
	 * @return the name; empty for the application's only or primary election
	 */
	@AliasFor("election")
	String value() default "";

	/**
	 * Name of the election.
	 * @return the name; empty for the application's only or primary election
	 */
	@AliasFor("value")
	String election() default "";

	/**
	 * What a call does on a follower.
	 * @return the behavior; by default, it depends on the return type and the caller of
	 * the method
	 */
	Otherwise otherwise() default Otherwise.DEFAULT;

	/**
	 * What happens to a call in progress when this process stops leading.
	 * @return the behavior; by default, the call is allowed to finish
	 */
	OnRevoked onRevoked() default OnRevoked.FINISH;

	/**
	 * What a call does on a follower.
	 */
	enum Otherwise {

		/**
		 * Depends on the return type and the caller of the method.
		 */
		DEFAULT,

		/**
		 * Returns nothing, an empty value, or {@code null}.
		 */
		SKIP,

		/**
		 * Throws a {@link NotLeaderException}, or signals it if the result is
		 * asynchronous.
		 */
		THROW

	}

	/**
	 * What happens to a call in progress on revocation.
	 */
	enum OnRevoked {

		/**
		 * The call is allowed to finish, and the lock is not released before it has
		 * finished.
		 */
		FINISH,

		/**
		 * The call is interrupted or canceled. Cancellation does not mean that the work
		 * has ended, so the lock is released only if the work is known to have ended, and
		 * is left to expire otherwise:
		 * <ul>
		 * <li>A blocking method: its thread is interrupted, and the guard waits until the
		 * method returns. No interrupt outlives the method.</li>
		 * <li>{@code Mono}, {@code Flux}, {@code Flow}, suspending functions: the
		 * subscription to the source is canceled, and the subscriber receives a
		 * {@link NotLeaderException}. Nothing signals when the work ends, so the lock is
		 * left to expire, and this process does not lead again before it has
		 * expired.</li>
		 * <li>{@code CompletionStage}, {@code Future}: the future is canceled. Its work
		 * may still be running, so the lock is left to expire, and this process does not
		 * lead again before it has expired.</li>
		 * <li>{@code Deferred}: the job is canceled, and the guard waits until it
		 * completes.</li>
		 * </ul>
		 */
		INTERRUPT

	}

}
