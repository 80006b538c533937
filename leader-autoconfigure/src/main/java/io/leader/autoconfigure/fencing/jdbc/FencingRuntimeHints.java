package io.leader.autoconfigure.fencing.jdbc;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

import io.leader.fencing.jdbc.FencedResource;

/**
 * Hints for the scripts that create the table of fencing tokens, and for the transaction
 * manager for JPA.
 */
final class FencingRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("io/leader/fencing/jdbc/schema-*.sql");
		hints.reflection().registerTypeIfPresent(classLoader, FencedResource.JPA);
	}

}
