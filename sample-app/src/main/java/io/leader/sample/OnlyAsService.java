package io.leader.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Profile;

/**
 * Marks components that exist only when the sample runs as a service, and not as a
 * sidecar or a wrapper.
 */
@Profile("!sidecar & !run")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnlyAsService {

}
