package io.leader.engine.machine;

/**
 * A candidate's watch on the lock.
 */
public sealed interface Watch {

	/**
	 * There is no watch.
	 */
	record Closed() implements Watch {
	}

	/**
	 * A watch is being opened.
	 *
	 * @param session the number of the watch
	 * @param reported the highest version that the watch started from or has reported
	 */
	record Opening(long session, long reported) implements Watch {
	}

	/**
	 * The watch is open.
	 *
	 * @param session the number of the watch
	 * @param reported the highest version that the watch started from or has reported
	 * @param doubt when to replace the watch unless it reports a change first
	 */
	record Open(long session, long reported, Window doubt) implements Watch {
	}

	default boolean isSession(long session) {
		return (this instanceof Opening opening && opening.session() == session)
				|| (this instanceof Open open && open.session() == session);
	}

	default boolean hasReported(long version) {
		return (this instanceof Opening opening && opening.reported() >= version)
				|| (this instanceof Open open && open.reported() >= version);
	}

	default Watch reporting(long version) {
		if (this instanceof Open open) {
			return new Open(open.session(), Math.max(open.reported(), version), open.doubt());
		}
		return (this instanceof Opening opening) ? new Opening(opening.session(), Math.max(opening.reported(), version))
				: this;
	}

	default Watch doubtedAt(long time) {
		return (this instanceof Open open) ? new Open(open.session(), open.reported(), open.doubt().notAfter(time))
				: this;
	}

}
