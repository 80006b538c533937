/**
 * Keeps what the Kubernetes client brings out of the application's web layer.
 */
@NullMarked
package io.leader.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
