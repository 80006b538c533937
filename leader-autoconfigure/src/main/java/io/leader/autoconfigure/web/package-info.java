/**
 * Keeps the dependencies of the Kubernetes client out of the application's web layer.
 * <p>
 * Internal: may change without notice. Applications may exclude
 * {@link io.leader.autoconfigure.web.LeaderWebAutoConfiguration}.
 */
@NullMarked
package io.leader.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
