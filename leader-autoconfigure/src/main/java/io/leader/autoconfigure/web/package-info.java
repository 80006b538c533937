/**
 * Auto-configuration that suppresses the detection of a YAML converter by Spring MVC and
 * HTTP clients, since the YAML library may be on the classpath only for the Kubernetes
 * client.
 * <p>
 * Internal: may change without notice. Applications may exclude
 * {@link io.leader.autoconfigure.web.LeaderWebAutoConfiguration}.
 */
@NullMarked
package io.leader.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
