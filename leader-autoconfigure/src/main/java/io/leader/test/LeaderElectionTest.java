package io.leader.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.leader.election.ManualElection;

/**
 * Annotation for a test class that controls the outcome of the elections in its Spring
 * context, without a lock. All elections start in the role given by {@link #value()}, and
 * are reset to it after each test method. Inject {@link ManualElection} (by qualifier if
 * there are several elections) to grant and revoke leadership manually. When such a call
 * returns, all listeners have been notified and all guards have taken effect. Test
 * slices, such as {@code @WebMvcTest}, have elections and guards only with this
 * annotation.
 * <p>
 * Outside test slices, this annotation is equivalent to the property
 * {@code leader.test.role}, which can also be set for individual elections
 * ({@code leader.elections.<name>.test.role}).
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LeaderElectionTest {

	/**
	 * The initial role of the application.
	 * @return leader or follower
	 */
	As value() default As.LEADER;

	/**
	 * The initial role of an application.
	 */
	enum As {

		/**
		 * The application is the leader.
		 */
		LEADER,

		/**
		 * The application is a follower.
		 */
		FOLLOWER

	}

}
