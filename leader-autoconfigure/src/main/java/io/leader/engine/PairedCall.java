package io.leader.engine;

import java.util.concurrent.atomic.AtomicBoolean;

import io.leader.election.GuardedCall;

/**
 * A call that ends with whichever term ends first, and that both wait for.
 *
 * @param first in the term on the first lock
 * @param second in the term on the second lock
 */
record PairedCall(GuardedCall first, GuardedCall second) implements GuardedCall {

	@Override
	public void onRevoked(Runnable action) {
		AtomicBoolean done = new AtomicBoolean();
		Runnable once = () -> {
			if (done.compareAndSet(false, true)) {
				action.run();
			}
		};
		this.first.onRevoked(once);
		this.second.onRevoked(once);
	}

	@Override
	public void close() {
		this.first.close();
		this.second.close();
	}

}
