package io.leader.guard;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Lets a method run only while this process leads. On a class or an interface it guards
 * every method that others can call, whether public, protected, or package-private,
 * except the container's callbacks ({@code Lifecycle}, {@code Ordered}, ...); on another
 * annotation it makes that one a guard. The nearest one counts: method, class, interface.
 * <p>
 * The lock is not released while a guarded call runs, within the bounds of the shutdown
 * timeout and the lease. What happens on a follower depends on {@link #otherwise()} and,
 * by default, on what the method returns:
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
 * <td>{@code Mono}, {@code Flux}, {@code Publisher}, Kotlin's {@code Flow} and suspending
 * functions</td>
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
 * <td>refused at startup</td>
 * <td>throws</td>
 * </tr>
 * </table>
 * What is thrown, or signalled, is a {@link NotLeaderException}. A suspending function
 * follows the row of the type that it resumes with. By default, a request mapping of a
 * controller always throws, so that its client gets a 503, and a {@code @Scheduled}
 * method or an {@code @EventListener} is always skipped.
 * <p>
 * The guard is a proxy: calls of a method by its own object ({@code this.method()}) do
 * not pass it. Refused at startup: methods that no proxy can guard (private, static, or
 * final, or of a final class, unless an interface of the proxy has them); {@code @Bean}
 * methods; return types that the guard cannot make, such as {@code FutureTask}; message
 * listeners, whose skipped messages would count as consumed; and listeners of
 * revocations, which would never run, unless they may hear of another election.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.METHOD, ElementType.TYPE })
public @interface LeaderOnly {

	/**
	 * The election.
	 * @return its name; empty for the application's only or primary one
	 */
	@AliasFor("election")
	String value() default "";

	/**
	 * The election.
	 * @return its name; empty for the application's only or primary one
	 */
	@AliasFor("value")
	String election() default "";

	/**
	 * What a call does on a follower.
	 * @return by default, what suits the return type
	 */
	Otherwise otherwise() default Otherwise.DEFAULT;

	/**
	 * What happens to a running call when this process stops being leader.
	 * @return by default, it may finish
	 */
	OnRevoked onRevoked() default OnRevoked.FINISH;

	/**
	 * What a call does on a follower.
	 */
	enum Otherwise {

		/**
		 * What suits the return type.
		 */
		DEFAULT,

		/**
		 * Returns nothing, or something empty.
		 */
		SKIP,

		/**
		 * Throws {@link NotLeaderException}.
		 */
		THROW

	}

	/**
	 * What happens to a running call on revocation.
	 */
	enum OnRevoked {

		/**
		 * It may finish, and the lock is not released before.
		 */
		FINISH,

		/**
		 * It is asked to end. What the guard has cancelled has not ended by that, so the
		 * lock is released only if the work is known to have ended, and is left to expire
		 * otherwise:
		 * <ul>
		 * <li>A blocking method: its thread is interrupted, and the guard waits until it
		 * returns. No interrupt outlives the method.</li>
		 * <li>{@code Mono}, {@code Flux}, {@code Flow}, suspending functions: the
		 * subscription is cancelled with a {@link NotLeaderException}. Nothing says when
		 * its work ends, so the lock is left to expire.</li>
		 * <li>{@code CompletionStage}, {@code Future}: the future is cancelled, which
		 * does not end its work, so the lock is left to expire.</li>
		 * <li>{@code Deferred}: the job is cancelled, and the guard waits until it
		 * completes.</li>
		 * </ul>
		 */
		INTERRUPT

	}

}
