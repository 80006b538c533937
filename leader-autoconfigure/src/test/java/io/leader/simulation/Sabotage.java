package io.leader.simulation;

import java.util.Set;

/**
 * A way to break a rule: one place in the code, and what is there instead. Where a rule
 * is enforced by several lines, each has a sabotage.
 */
enum Sabotage {

	// Authority (rule 1)

	AUTHORITY_FROM_THE_RESPONSE("LockWriter", "new Written(base, snapshot, sentNanos, sentMillis)",
			"new Written(base, snapshot, this.candidate.runtime.clock().nanoTime(), "
					+ "this.candidate.runtime.clock().currentTimeMillis())"),

	SLEEP_OF_THE_MACHINE_IGNORED("Authority", "Math.max(monotonic, wall)", "monotonic"),

	FLAG_INSTEAD_OF_THE_DEADLINE("Election", """
			public boolean isLeader() {
				Authority held = this.candidate.authority.get();
				return held != null && held.holds(this.candidate.runtime.clock());""",
			"public boolean isLeader() { return this.candidate.authority.get() != null;"),

	EXPIRED_AUTHORITY_REVIVED("Leadership",
			"held.term() == this.term && held.holds(this.candidate.runtime.clock()) && this",
			"held.term() == this.term && this"),

	// Patience (rules 2, 7 and 9)

	RECORD_TIMES_TRUSTED("Candidacy", "long remaining = this.candidate.memory.remaining(now);", """
			LockRecord timed = seen.record();
			long remaining = mine ? 0 : (timed != null && timed.renewTime() != null)
					? 1_000_000 * (timed.renewTime().plusSeconds(timed.leaseDurationSeconds()).toEpochMilli()
							- this.candidate.wallTime().toEpochMilli())
					: this.candidate.memory.remaining(now);"""),

	OWN_LEASE_INSTEAD_OF_THE_RECORDS("LockMemory", "(seconds > 0) ? Duration.ofSeconds(seconds) : this.ownLease",
			"this.ownLease"),

	HALF_A_LEASE_WAITED("LockMemory", "long nanos = duration.toNanos();", "long nanos = duration.toNanos() / 2;"),

	RENEWALS_NOT_COUNTED_ANEW("LockMemory", "this.heldSince = now;", "if (!sameHolder) { this.heldSince = now; }"),

	DELETION_TAKEN_FOR_A_RELEASE("LockMemory", "else { this.waitedFor = null; }", "else { forget(); }"),

	EMPTIED_RECORD_TAKEN_FOR_A_RELEASE("LockMemory", "(record != null && record.isReleased())",
			"(record != null && record.isFree())"),

	TOUCHES_RESTART_THE_WAIT("LockMemory", "before.hasSameContent(snapshot)", "before == snapshot"),

	HOLDER_FOR_LIFE_EXPIRES("LockMemory", "(this.holder != null && this.heldForLife) ? Long.MAX_VALUE :", ""),

	// Writes (rule 3)

	NO_COMPARE_AND_SET("SimulatedLock", "this.server.replace(this.process, expected, record)",
			"this.server.replace(this.process, this.server.read(), record)"),

	FAILURE_TAKEN_FOR_SUCCESS("Leadership", "refused(base, failure, now, left);",
			"renewed(new Written(base, base, this.candidate.runtime.clock().nanoTime(), "
					+ "this.candidate.runtime.clock().currentTimeMillis()));"),

	LATE_ANSWERS_COUNT_TWICE("LockCalls", "if (this.over) { dispose(result); return; }", "", Model.WRITERS_INTERRUPTED),

	CONFLICT_DOES_NOT_MAKE_THE_LEADER_LOOK("Leadership", "this.onDoubt.run(); this.observer.readNow();",
			"this.onDoubt.run();", Model.OBJECT_TOUCHED, Model.WATCHES_FALL_SILENT),

	RENEWAL_IN_THE_LAST_MOMENT("Leadership", "this.nextRenewal = sent + this.candidate.renewDeadline() / 2;",
			"this.nextRenewal = sent + this.candidate.renewDeadline() * 95 / 100;"),

	// The end of a term (rules 4, 11 and 12)

	RELEASE_AFTER_A_FRESH_READ("LockWriter", "lock.replace(base, record, timeout)",
			"lock.replace(record.isFree() ? lock.read(timeout) : base, record, timeout)", Model.WRITERS_INTERRUPTED),

	RELEASE_BEFORE_DRAIN("Ending", "if (!isDrained()) {", "if (false) {"),

	RESTART_BEFORE_DRAIN("Elector", "if (this.ending != null) { this.phase = Phase.ENDING; return proceed(); }", ""),

	AUTHORITY_KEPT_AT_THE_END("Elector", "this.candidate.endAuthority(); Ending end", "Ending end"),

	DRAIN_NOT_BOUNDED_BY_THE_LEASE("Ending", "Math.min(now + longest, leadership.leaseEnd())", "now + longest"),

	CLAIM_ACKNOWLEDGED_AFTER_A_STOP_KEPT("Ending", "this.release = release(neverBegun);", "",
			Model.WRITERS_INTERRUPTED),

	REFUSED_RELEASE_NOT_TRIED_AGAIN("Release", "this.lastFailure = failure.getMessage();",
			"this.lastFailure = failure.getMessage(); this.underWay = true; if (true) { return; }",
			Model.RELEASES_REFUSED),

	RELEASE_OF_ANOTHERS_RECORD("Release", "(record != null && this.candidate.own.contains(record)) ? last : null",
			"last"),

	NOBODY_LOOKS_AT_THE_CLOCK("ClockAlarm", "this.candidate.runtime.clockWatch().watch(this::look)", "null"),

	NO_PAUSE_AFTER_A_YIELD("Elector", "this.candidacy.reset(this.yielded ? this.candidate.retryPeriod() : 0);",
			"this.candidacy.reset(0);"),

	// Whatever the world throws (rules 5 and 10)

	LISTENERS_ON_THE_RENEWING_THREAD("Election", "new EventQueue(settings.name(), runtime.listeners(),",
			"new EventQueue(settings.name(), runtime.engine(),"),

	FAILED_STEP_NOT_TRIED_AGAIN("Elector", "this.timer.set(this.candidate.now() + this.candidate.retryPeriod());", "",
			Model.THREADS_FAIL),

	LOG_THROWS_BEFORE_LISTENERS_HEAR("ElectionLog", "catch (Throwable ex) { } } private static void write",
			"catch (java.io.UncheckedIOException ex) { } } private static void write", Model.THREADS_FAIL),

	RETRY_AFTER_OF_DAYS_HONORED("Candidate", "((asked.compareTo(lease) < 0) ? asked : lease).toNanos()",
			"asked.toNanos()", Model.LONG_RETRY_AFTER),

	TRANSITIONS_OVERFLOW("LockRecord", "(this.transitions == Integer.MAX_VALUE) ? Integer.MAX_VALUE :", ""),

	HANGING_LOCKS_TAKE_ALL_THREADS("LockCalls", "private boolean hasThread() {",
			"private boolean hasThread() { if (true) { return true; }"),

	// Who is who (rules 6 and 13)

	SAME_IDENTITY_ALWAYS_ADOPTED("OwnRecords", " && this.mark.isFormerLife(record.instance())", ""),

	MARK_DRAWN_ONCE_PER_IMAGE("Campaign", "drawMark(); this.clocksApart",
			"this.own.become(this.identity, this.mark); this.clocksApart"),

	OWN_RECORD_AFTER_A_GAP_GOES_ON("Leadership", "(same || touched || records.goesOn(record))",
			"(same || touched || records.contains(record))", Model.LOCK_DELETED_OFTEN),

	SECOND_CLAIM_ALWAYS_CONTINUES_THE_TERM("Leadership",
			"replaced == null || !this.candidate.own.namesThisCandidate(replaced)", "false", Model.LOCK_DELETED_OFTEN),

	// What is seen is acted on (rule 7)

	OVERLOOKED_HOLDER_IGNORED("LockMemory", "!this.overlooked.isMissing(late)", "true", Model.LOCK_DELETED_OFTEN),

	OTHER_HOLDER_ACTED_ON_AT_THE_DEADLINE("Elector", "if (over != null) {", "if (false) {"),

	LATE_CLAIM_NOT_CHECKED("Leadership", "if (sighted(seen) != null) {", "if (false) {"),

	// Cost

	POLLING_BESIDE_A_WATCH("LockObserver", "if (now < this.watch.doubtAt()) {", "if (false) {"),

	// Two locks

	ONE_LOCK_OF_TWO_IS_ENOUGH("PairedElection", "return this.first.isLeader() && this.second.isLeader();",
			"return this.second.isLeader();"),

	FIRST_LOCK_RELEASED_BEFORE_THE_SECOND("PairedElection", "if (held != null) { this.second.stop()",
			"if (held != null) { held.close(); this.second.stop()"),

	FIRST_LOCK_NEVER_GIVEN_UP("PairedElection", "if (!this.first.yield(absence)) {", "if (true) {",
			Model.SECOND_LOCK_DENIED);

	private final String type;

	private final String original;

	private final String replacement;

	@SuppressWarnings("ImmutableEnumChecker")
	private final Set<Model> models;

	Sabotage(String type, String original, String replacement, Model... models) {
		this.models = Set.of(models);
		this.type = type;
		this.original = original;
		this.replacement = replacement;
	}

	String type() {
		return this.type;
	}

	String original() {
		return this.original;
	}

	/**
	 * What each schedule contains that is to find it; none in particular if empty.
	 */
	Set<Model> models() {
		return this.models;
	}

	String replacement() {
		return this.replacement;
	}

}
