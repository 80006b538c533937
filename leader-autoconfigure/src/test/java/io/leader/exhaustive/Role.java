package io.leader.exhaustive;

import java.util.Map;

/**
 * The role of a record component in the fingerprint of a situation.
 */
enum Role {

	/**
	 * A plain value.
	 */
	PLAIN,

	/**
	 * A time on the candidate's clock.
	 */
	TIME,

	/**
	 * A version of the lock.
	 */
	VERSION,

	/**
	 * The number of a call, term, or watch.
	 */
	CALL,

	/**
	 * A number that only increases.
	 */
	COUNT,

	/**
	 * A name.
	 */
	TEXT,

	/**
	 * A value that does not affect whether situations are equivalent.
	 */
	NOTHING;

	/**
	 * The roles of components, by the name of their record class. All other components
	 * are plain values.
	 */
	private static final Map<String, Map<String, Role>> ROLES = Map.ofEntries(
			Map.entry("Server", Map.of("version", VERSION, "owner", TEXT)),
			Map.entry("Scene", Map.of("token", VERSION)),
			Map.entry("Player", Map.of("name", TEXT, "starts", NOTHING, "clock", NOTHING, "call", CALL, "watch", CALL)),
			Map.entry("Memory", Map.of("until", TIME, "highest", VERSION)),
			Map.entry("Authority", Map.of("term", CALL, "ends", TIME, "token", VERSION, "after", VERSION)),
			Map.entry("Ending", Map.of("leaseEnd", TIME, "holdsBackUntil", TIME)),
			Map.entry("Read", Map.of("call", CALL, "expires", TIME, "sent", TIME, "highest", VERSION)),
			Map.entry("Write", Map.of("call", CALL, "expires", TIME, "sent", TIME, "term", CALL)),
			Map.entry("ReadResult", Map.of("call", CALL, "expires", TIME)),
			Map.entry("WriteResult", Map.of("call", CALL, "expires", TIME, "sent", TIME)),
			Map.entry("Opening", Map.of("session", CALL, "from", VERSION, "reported", VERSION)),
			Map.entry("Open", Map.of("session", CALL, "reported", VERSION)),
			Map.entry("Reported", Map.of("session", CALL)), Map.entry("Ended", Map.of("session", CALL)),
			Map.entry("Listening", Map.of("term", CALL)), Map.entry("Yielding", Map.of("term", CALL)),
			Map.entry("Situation",
					Map.of("outUntil", TIME, "pausedUntil", TIME, "unreachableSince", TIME, "lastTermEnd", TIME,
							"nextCall", NOTHING)),
			Map.entry("Name", Map.of("drawnAt", TIME)), Map.entry("SentRecords", Map.of("identity", TEXT)),
			Map.entry("HolderTracker", Map.of("first", VERSION, "highest", VERSION)),
			Map.entry("ForHolder", Map.of("key", TEXT, "name", NOTHING, "since", TIME)),
			Map.entry("Between", Map.of("after", VERSION, "before", VERSION)),
			Map.entry("Observation", Map.of("lastRead", TIME, "notBefore", TIME)),
			Map.entry("Window", Map.of("from", TIME, "to", TIME)), Map.entry("ClaimHistory", Map.of("last", TIME)),
			Map.entry("Campaign", Map.of("notBefore", TIME, "freeSince", TIME, "deletedSince", TIME, "newsDue", TIME)),
			Map.entry("Term", Map.of("number", CALL, "sent", TIME)),
			Map.entry("Drain", Map.of("term", CALL, "deadline", TIME, "overdue", TIME)),
			Map.entry("Pending", Map.of("term", CALL, "settled", TIME, "call", CALL, "failure", NOTHING)),
			Map.entry("LockRecord", Map.of("holder", TEXT, "instance", TEXT, "transitions", COUNT)),
			Map.entry("InstanceMark", Map.of("podUid", NOTHING, "start", NOTHING)));

	static Role of(Class<?> record, String component) {
		return ROLES.getOrDefault(record.getSimpleName(), Map.of()).getOrDefault(component, PLAIN);
	}

}
