package io.leader.lock;

import org.jspecify.annotations.Nullable;

/**
 * Says which lock is meant.
 *
 * @param type the lock type, as {@code leader.lock-type} names it
 * @param name the lock's name
 * @param namespace where it is; {@code null} if the type has no namespaces or, when a
 * lock is asked for, if none was configured
 */
public record LockCoordinates(String type, String name, @Nullable String namespace) {

	@Override
	public String toString() {
		return this.type + " '" + ((this.namespace != null) ? this.namespace + "/" : "") + this.name + "'";
	}

}
