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
	 * @param shown the latest version that the watch has reported
	 */
	record Opening(long session, long shown) implements Watch {
	}

	/**
	 * The watch is open.
	 *
	 * @param session the number of the watch
	 * @param shown the latest version that the watch has reported
	 * @param doubt when to replace the watch unless it reports a change first
	 */
	record Open(long session, long shown, Window doubt) implements Watch {
	}

	default boolean isSession(long session) {
		return (this instanceof Opening opening && opening.session() == session)
				|| (this instanceof Open open && open.session() == session);
	}

	default boolean hasShown(long version) {
		return (this instanceof Opening opening && opening.shown() >= version)
				|| (this instanceof Open open && open.shown() >= version);
	}

	default Watch showing(long version) {
		if (this instanceof Open open) {
			return new Open(open.session(), Math.max(open.shown(), version), open.doubt());
		}
		return (this instanceof Opening opening) ? new Opening(opening.session(), Math.max(opening.shown(), version))
				: this;
	}

	default Watch doubtedAt(long time) {
		return (this instanceof Open open) ? new Open(open.session(), open.shown(), open.doubt().notAfter(time)) : this;
	}

}
