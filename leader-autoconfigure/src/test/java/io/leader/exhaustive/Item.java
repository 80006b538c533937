package io.leader.exhaustive;

import io.leader.engine.machine.Effect;
import io.leader.lock.LockSnapshot;

/**
 * A request, response, or event in transit: its fate depends on the move.
 */
sealed interface Item {

	/**
	 * Whether this is late, in which case it may arrive at any time, or never.
	 */
	boolean late();

	/**
	 * Whether this is a response whose time is up: it arrives now, or never.
	 * @param now the time
	 */
	default boolean isDue(long now) {
		return (this instanceof ReadAnswer read && read.expires() <= now)
				|| (this instanceof WriteAnswer write && write.expires() <= now);
	}

	/**
	 * Whether this belongs to a call that has not been answered.
	 * @param call the number of the call
	 */
	default boolean isOf(long call) {
		return (this instanceof Read read && read.call() == call)
				|| (this instanceof ReadAnswer answer && answer.call() == call)
				|| (this instanceof Write write && !write.givenUp() && write.write().call() == call)
				|| (this instanceof WriteAnswer answer && answer.call() == call)
				|| (this instanceof Opening opening && opening.session() == call);
	}

	/**
	 * Returns the same item as late.
	 */
	Item delayed();

	/**
	 * A read that has not reached the server.
	 *
	 * @param call its number
	 * @param expires when the machine hears that no answer came
	 * @param first whether a watch that lags behind may answer it
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
	 * @param expires when the machine hears that no answer came
	 * @param givenUp whether the machine heard that already
	 */
	record Write(Effect.Write write, long sent, long expires, boolean givenUp, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Write(this.write, this.sent, this.expires, this.givenUp, true);
		}

	}

	/**
	 * The answer to a read.
	 *
	 * @param call the number of the read
	 * @param expires when the machine hears that no answer came
	 * @param lock what was read
	 */
	record ReadAnswer(long call, long expires, LockSnapshot lock, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new ReadAnswer(this.call, this.expires, this.lock, true);
		}

	}

	/**
	 * The answer to a write.
	 *
	 * @param call the number of the write
	 * @param sent when it was sent, on the sender's clock
	 * @param expires when the machine hears that no answer came
	 * @param written the lock as written, or as it is if the write was refused
	 * @param refused whether it was refused
	 */
	record WriteAnswer(long call, long sent, long expires, LockSnapshot written, boolean refused,
			boolean late) implements Item {

		@Override
		public Item delayed() {
			return new WriteAnswer(this.call, this.sent, this.expires, this.written, this.refused, true);
		}

	}

	/**
	 * A watch that is being opened.
	 *
	 * @param session its number
	 * @param from the version after which it shows changes
	 */
	record Opening(long session, long from, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Opening(this.session, this.from, true);
		}

	}

	/**
	 * What a watch is about to show.
	 *
	 * @param session its number
	 * @param lock the lock after the change
	 */
	record Shown(long session, LockSnapshot lock, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Shown(this.session, this.lock, true);
		}

	}

	/**
	 * A watch has ended.
	 *
	 * @param session its number
	 */
	record Ended(long session, boolean late) implements Item {

		@Override
		public Item delayed() {
			return new Ended(this.session, true);
		}

	}

	/**
	 * The listeners are about to return from a revocation.
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
	 * The engine is about to hear that the authority was given up.
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
