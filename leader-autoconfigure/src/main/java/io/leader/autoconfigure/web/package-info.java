/**
 * Auto-configuration that suppresses the detection of a YAML converter by Spring MVC and
 * HTTP clients, since the YAML library might be on the classpath only because the
 * Kubernetes client needs it.
 * <p>
 * Internal: may change without notice. Applications may exclude
 * {@link io.leader.autoconfigure.web.LeaderWebAutoConfiguration}.
 */
@NullMarked
package io.leader.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
