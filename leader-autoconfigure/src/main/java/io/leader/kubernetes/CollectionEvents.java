package io.leader.kubernetes;

import java.util.function.BooleanSupplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Passes the events of one watch request on a collection on to the known objects.
 */
abstract class CollectionEvents implements ObjectWatcher {

	private final WatchedObjects objects;

	CollectionEvents(WatchedObjects objects) {
		this.objects = objects;
	}

	@Override
	public final void changed(ObjectNode object) {
		receive(() -> this.objects.changed(object));
	}

	@Override
	public final void deleted(ObjectNode object) {
		receive(() -> this.objects.deleted(object));
	}

	@Override
	public final void progressed(ObjectNode bookmark) {
		receive(() -> {
			this.objects.progressed(bookmark);
			return true;
		});
	}

	/**
	 * Receives an event.
	 * @param event processes the event, and returns whether it brings news: a server that
	 * sends the same event each time is not worth another request
	 */
	abstract void receive(BooleanSupplier event);

}
