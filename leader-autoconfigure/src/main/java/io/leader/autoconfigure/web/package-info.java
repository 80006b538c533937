/**
 * Auto-configuration that prevents Spring MVC and HTTP clients from supporting YAML only
 * because the Kubernetes client needs a YAML library.
 * <p>
 * Internal: may change without notice. Applications may exclude
 * {@link io.leader.autoconfigure.web.LeaderWebAutoConfiguration}.
 */
@NullMarked
package io.leader.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
