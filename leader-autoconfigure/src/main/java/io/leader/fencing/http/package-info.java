/**
 * Fencing over HTTP: clients send requests only while this replica leads, with the token
 * of its term, and servers reject requests whose token is smaller than one that they have
 * seen.
 * <p>
 * {@link io.leader.fencing.http.FencedPaths},
 * {@link io.leader.fencing.http.FencingHeaders},
 * {@link io.leader.fencing.http.FencingTokenCheck},
 * {@link io.leader.fencing.http.FencingTokenFilter}, and
 * {@link io.leader.fencing.http.FencingTokenWebFilter} are internal and may change
 * without notice.
 */
@NullMarked
package io.leader.fencing.http;

import org.jspecify.annotations.NullMarked;
