package io.leader.engine;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

import io.leader.election.GuardedCall;

/**
 * A guarded call that belongs to two terms. It is notified when either term ends, and
 * both terms wait for it to be closed. If it is to end with the lease, it is closed in
 * both terms once the lease of the second lock has expired, since this candidate can act
 * only while it holds both locks. The term on the first lock may last longer, even for
 * life, but when it ends, the term on the second lock ends, too.
 *
 * @param first the call in the term on the first lock
 * @param second the call in the term on the second lock
 */
record PairedCall(GuardedCall first, GuardedCalls.Call second) implements LeaseBoundCall {

	@Override
	public void onRevoked(Runnable action) {
		Objects.requireNonNull(action, "The action must not be null.");
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
	public void endWithLease() {
		this.second.closeWithLease(this);
	}

	@Override
	public void close() {
		this.first.close();
		this.second.close();
	}

}
