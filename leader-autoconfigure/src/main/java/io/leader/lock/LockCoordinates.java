package io.leader.lock;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a lock.
 *
 * @param type the lock type, for example {@code leases}
 * @param name the name of the lock
 * @param namespace the namespace of the lock; {@code null} if the type has no namespaces
 * or, when a lock is requested, if none was configured
 * @since 0.1.0
 */
public record LockCoordinates(String type, String name, @Nullable String namespace) {

	@Override
	public String toString() {
		return this.type + " '" + ((this.namespace != null) ? this.namespace + "/" : "") + this.name + "'";
	}

}
