package io.leader.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;

/**
 * Takes what a watch on objects of the API server brings, one call after another. A call
 * that throws ends the watch.
 */
public interface ObjectWatcher {

	/**
	 * An object was created or changed.
	 * @param object the object after the change
	 */
	void changed(ObjectNode object);

	/**
	 * An object was deleted.
	 * @param object the object in the version of its deletion
	 */
	void deleted(ObjectNode object);

	/**
	 * All changes up to a version have been shown.
	 * @param bookmark an object of which only the resourceVersion counts
	 */
	default void progressed(ObjectNode bookmark) {
	}

	/**
	 * The watch ended by itself; nothing more will come from it.
	 * @param cause why, or {@code null} if the API server closed it in good order
	 */
	void closed(@Nullable LockException cause);

}
