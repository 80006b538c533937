package io.leader.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.leader.election.ManualElection;

/**
 * On a test class with a Spring context: the test decides the elections, without a lock.
 * All of them begin as {@link #value()} says, and are back there after each test method.
 * Inject {@link ManualElection} (with several elections, by qualifier) to grant and
 * revoke by hand: listeners and guards have followed when the call returns. Tests of a
 * part of an application, such as {@code @WebMvcTest}, have elections and guards with
 * this annotation only.
 * <p>
 * The same as the property {@code leader.test-as}, with which single elections can be
 * decided ({@code leader.elections.<name>.test-as}).
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LeaderElectionTest {

	/**
	 * What the application is at first.
	 * @return leader or follower
	 */
	As value() default As.LEADER;

	/**
	 * What an application is at first.
	 */
	enum As {

		/**
		 * It leads.
		 */
		LEADER,

		/**
		 * It follows.
		 */
		FOLLOWER

	}

}
