package io.leader.kubernetes;

import java.util.function.BooleanSupplier;

import tools.jackson.databind.node.ObjectNode;

/**
 * Passes the events of one watch request for a collection to the {@link WatchedObjects}.
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
	 * @param event processes the event, and returns whether the event is a new change or
	 * a bookmark. After a request that has delivered neither, the watch ends instead of
	 * continuing with another request, since the server may send the same old events each
	 * time.
	 */
	abstract void receive(BooleanSupplier event);

}
