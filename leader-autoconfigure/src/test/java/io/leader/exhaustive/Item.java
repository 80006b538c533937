package io.leader.exhaustive;

import io.leader.engine.machine.Effect;
import io.leader.lock.LockSnapshot;

/**
 * A request, response, or event in transit. The moves decide whether and when it arrives.
 */
sealed interface Item {

	/**
	 * Returns whether this item is late, in which case it may arrive at any time or
	 * never.
	 */
	boolean late();

	/**
	 * Returns whether this is a response whose time is up, in which case it arrives now
	 * or never.
	 * @param now the current time
	 */
	default boolean isDue(long now) {
		return (this instanceof ReadResult read && read.expires() <= now)
				|| (this instanceof WriteResult write && write.expires() <= now);
	}

	/**
	 * Returns whether this item is the request or the response of the given call, which
	 * means that the call has not completed. A write whose sender no longer waits for a
	 * response does not count.
	 * @param call the number of the call
	 */
	default boolean isOf(long call) {
		return (this instanceof Read read && read.call() == call)
				|| (this instanceof ReadResult result && result.call() == call)
				|| (this instanceof Write write && !write.givenUp() && write.write().call() == call)
				|| (this instanceof WriteResult result && result.call() == call)
				|| (this instanceof Opening opening && opening.session() == call);
	}

	/**
	 * Returns a late copy of this item.
	 */
	Item delayed();

	/**
	 * A read that has not reached the server.
	 *
	 * @param call its number
	 * @param expires when the machine is notified that no response arrived
	 * @param first whether it is a first read, to which a lagging watch may respond
	 */
	record Read(long call, long expires, boolean first, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Read(this.call, this.expires, this.first, true);
		}

	}

	/**
	 * A write that has not reached the server.
	 *
	 * @param write the write
	 * @param sent when it was sent, on the sender's clock
	 * @param expires when the machine is notified that no response arrived
	 * @param givenUp whether the sender no longer waits for a response
	 */
	record Write(Effect.Write write, long sent, long expires, boolean givenUp, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Write(this.write, this.sent, this.expires, this.givenUp, true);
		}

	}

	/**
	 * The response to a read.
	 *
	 * @param call the number of the read
	 * @param expires when the machine is notified that no response arrived
	 * @param lock the lock as it was read
	 */
	record ReadResult(long call, long expires, LockSnapshot lock, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new ReadResult(this.call, this.expires, this.lock, true);
		}

	}

	/**
	 * The response to a write.
	 *
	 * @param call the number of the write
	 * @param sent when the write was sent, on the sender's clock
	 * @param expires when the machine is notified that no response arrived
	 * @param written the lock as written, or the current lock if there was a conflict
	 * @param refused whether there was a conflict
	 */
	record WriteResult(long call, long sent, long expires, LockSnapshot written, boolean refused,
			boolean late) implements Item {

		@Override
		public Item delayed() {
			return new WriteResult(this.call, this.sent, this.expires, this.written, this.refused, true);
		}

	}

	/**
	 * A watch that is being opened.
	 *
	 * @param session its number
	 * @param from the version after which it delivers changes
	 */
	record Opening(long session, long from, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Opening(this.session, this.from, true);
		}

	}

	/**
	 * A change that a watch is about to deliver.
	 *
	 * @param session the number of the watch
	 * @param lock the lock after the change
	 */
	record Reported(long session, LockSnapshot lock, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Reported(this.session, this.lock, true);
		}

	}

	/**
	 * The end of a watch.
	 *
	 * @param session the number of the watch
	 */
	record Ended(long session, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Ended(this.session, true);
		}

	}

	/**
	 * The return of the listeners from a revocation.
	 *
	 * @param term the number of the term
	 */
	record Listening(long term, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Listening(this.term, true);
		}

	}

	/**
	 * The notification to the engine that the authority was given up.
	 *
	 * @param term the number of the term
	 */
	record Yielding(long term, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Yielding(this.term, true);
		}

	}

}
