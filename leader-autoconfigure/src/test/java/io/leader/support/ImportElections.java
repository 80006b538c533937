package io.leader.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.autoconfigure.kubernetes.LeaderKubernetesAutoConfiguration;
import io.leader.autoconfigure.local.LeaderLocalAutoConfiguration;
import io.leader.autoconfigure.startup.LeaderStartupAutoConfiguration;
import io.leader.autoconfigure.statusfile.LeaderStatusFileAutoConfiguration;

/**
 * Imports the auto-configuration of elections and guards into the application of a test.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration({ LeaderAutoConfiguration.class, LeaderKubernetesAutoConfiguration.class,
		LeaderLocalAutoConfiguration.class, LeaderStartupAutoConfiguration.class,
		LeaderStatusFileAutoConfiguration.class, LeaderGuardAutoConfiguration.class })
public @interface ImportElections {

}
