/**
 * Wires the elections into a Spring Boot application.
 */
@NullMarked
package io.leader.autoconfigure;

import org.jspecify.annotations.NullMarked;
