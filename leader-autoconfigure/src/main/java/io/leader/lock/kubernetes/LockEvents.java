package io.leader.lock.kubernetes;

import java.util.function.Function;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.kubernetes.ObjectWatcher;
import io.leader.kubernetes.ResourceVersion;
import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;

/**
 * Turns the events of a watch into snapshots of a lock.
 *
 * @param watcher the watcher that receives the snapshots
 * @param format the function that reads a lock from its object
 */
record LockEvents(LockWatcher watcher, Function<ObjectNode, LockSnapshot> format) implements ObjectWatcher {

	@Override
	public void changed(ObjectNode object) {
		this.watcher.changed(this.format.apply(object));
	}

	@Override
	public void deleted(ObjectNode object) {
		this.watcher.changed(LockSnapshot.absent(ResourceVersion.of(object)));
	}

	@Override
	public void closed(@Nullable LockException cause) {
		this.watcher.closed(cause);
	}

}
