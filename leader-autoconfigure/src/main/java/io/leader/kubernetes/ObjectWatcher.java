package io.leader.kubernetes;

import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;

/**
 * Receives the events of a watch on objects in the API server. Calls do not overlap. A
 * call that throws an exception ends the watch.
 */
public interface ObjectWatcher {

	/**
	 * Called when an object has been created or changed.
	 * @param object the object after the change
	 */
	void changed(ObjectNode object);

	/**
	 * Called when an object has been deleted.
	 * @param object the object or only its metadata, at the version of its deletion or a
	 * later one
	 */
	void deleted(ObjectNode object);

	/**
	 * Called when all changes up to a version have been delivered.
	 * @param bookmark an object whose only relevant field is the resourceVersion
	 */
	default void progressed(ObjectNode bookmark) {
	}

	/**
	 * Called when the watch has ended. No further events follow. This call may be omitted
	 * if the watch has been closed by its owner.
	 * @param cause the cause, or {@code null} if the watch ended without an error
	 */
	void closed(@Nullable LockException cause);

}
