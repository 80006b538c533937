/**
 * Auto-configuration for {@code io.leader.kubernetes} and
 * {@code io.leader.lock.kubernetes}.
 * <p>
 * {@link io.leader.autoconfigure.kubernetes.LeaderKubernetesAutoConfiguration} is
 * internal and may change without notice.
 */
@NullMarked
package io.leader.autoconfigure.kubernetes;

import org.jspecify.annotations.NullMarked;
