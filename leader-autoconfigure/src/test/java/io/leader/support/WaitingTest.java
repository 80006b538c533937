package io.leader.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Marks a test class that spends most of its time waiting, for example for leases to
 * expire and processes to start. Its methods run concurrently, as many at a time as
 * {@code junit-platform.properties} allows, and possibly at the same time as other
 * classes. The methods must not share anything, such as the logging system that each
 * {@code SpringApplication} initializes, and must not capture the output of this process.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
public @interface WaitingTest {

}
