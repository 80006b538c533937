package io.leader.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The stops of a candidate that somebody waits for. Confined to the engine's thread.
 */
final class Stops {

	private final List<CompletableFuture<Void>> waiting = new ArrayList<>();

	void add(CompletableFuture<Void> done) {
		this.waiting.add(done);
	}

	/**
	 * Says that the candidate has stopped, if only for a moment.
	 * @return whether anybody was waiting: if it is wanted again, this is another start
	 */
	boolean complete() {
		List<CompletableFuture<Void>> stopped = List.copyOf(this.waiting);
		this.waiting.clear();
		stopped.forEach((done) -> done.complete(null));
		return !stopped.isEmpty();
	}

}
