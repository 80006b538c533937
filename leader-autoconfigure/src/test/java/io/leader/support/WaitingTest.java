package io.leader.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Marks a test class that spends most of its time waiting, for example for leases to
 * expire and processes to start. Its methods run at the same time, up to the number in
 * {@code junit-platform.properties}, so they must not share anything, such as the logging
 * system that each {@code SpringApplication} initializes. Methods that capture the output
 * of this process have the annotations {@code @ExtendWith(OutputCaptureExtension.class)},
 * which the class must not have, and {@code @ResourceLock(Resources.SYSTEM_OUT)}, so that
 * each of them runs alone.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Resources.SYSTEM_OUT, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
public @interface WaitingTest {

}
