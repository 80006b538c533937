package io.leader.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Marks a class of tests that take longer than a contributor wants to wait after each
 * change. They run only if the environment variable {@code LEADER_TEST_LONG} is
 * {@code true}, as in CI.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("long")
@EnabledIfEnvironmentVariable(named = "LEADER_TEST_LONG", matches = "true",
		disabledReason = "takes a long time; set LEADER_TEST_LONG=true to run it")
public @interface LongTest {

	/**
	 * Whether long tests are enabled. If so, time-limited searches also run longer.
	 */
	boolean ENABLED = Boolean.parseBoolean(System.getenv("LEADER_TEST_LONG"));

}
