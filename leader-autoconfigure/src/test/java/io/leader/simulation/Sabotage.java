package io.leader.simulation;

import java.util.List;
import java.util.Set;

/**
 * A way to break a rule by replacing code. If several lines enforce a rule, each line has
 * its own sabotage. If one line compensates for the loss of another, a sabotage changes
 * both.
 */
enum Sabotage {

	// Authority (rule 1)

	AUTHORITY_FROM_THE_RESPONSE("Terms", "new Authority(of, time.nanos(), time.millis(),",
			"new Authority(of, this.candidate.runtime().clock().nanoTime(), "
					+ "this.candidate.runtime().clock().currentTimeMillis(),"),

	SLEEP_OF_THE_MACHINE_IGNORED("Authority", "Math.max(monotonic, wall)", "monotonic"),

	FLAG_INSTEAD_OF_THE_DEADLINE("SharedAuthority", "boolean leads() { Authority held = held();",
			"boolean leads() { Authority held = this.current.get();"),

	EXPIRED_AUTHORITY_REVIVED(List.of(
			new Change("SharedAuthority", "void prolong(Authority next) { Authority held = held();",
					"void prolong(Authority next) { Authority held = this.current.get();"),
			new Change("Surroundings", "if (held != null && !held.holds(this.candidate.runtime().clock())) {",
					"if (false) {"),
			new Change("Machine", "expireIfOver(step); INPUTS", "INPUTS"))),

	EXPIRY_CHECKED_AFTER_THE_RESULT(
			List.of(new Change("Surroundings", "if (held != null && !held.holds(this.candidate.runtime().clock())) {",
					"if (false) {"), new Change("Machine", "expireIfOver(step); INPUTS", "INPUTS"))),

	CLAIM_OF_AN_EARLIER_TERM_BEGINS_ANOTHER("Results", "if (ofEarlierTerm || ", "if ("),

	CLAIM_OF_AN_EARLIER_START_BEGINS_A_TERM("Results", "|| (ofEarlierName && !(step.state instanceof SteppingDown))",
			"", Model.WRITERS_INTERRUPTED),

	CALL_NUMBERS_REUSED("Step", "return this.nextCall++;", "return this.nextCall;"),

	// Patience (rules 2, 7, and 9)

	RECORD_TIMES_TRUSTED("Claiming", "if (this.step.tracker.isTaken(this.step.now)) {", """
			LockRecord timed = seen.record();
			boolean dated = timed != null && timed.renewTime() != null;
			boolean taken = dated ? !mine && timed.renewTime().plusSeconds(timed.leaseDurationSeconds())
					.isAfter(this.step.wallTime()) : this.step.tracker.isTaken(this.step.now);
			if (taken) {"""),

	OWN_LEASE_INSTEAD_OF_THE_RECORDS("HolderTracker",
			"(seconds > 0) ? Duration.ofSeconds(seconds).toNanos() : from.rules().lease()", "from.rules().lease()"),

	HALF_A_LEASE_WAITED("Wait", "holder.span() - (now - holder.since())", "holder.span() / 2 - (now - holder.since())"),

	RENEWALS_DO_NOT_RESTART_THE_WAIT("Wait", "new ForHolder(key, name, now, sameHolder",
			"new ForHolder(key, name, sameHolder ? before.since() : now, sameHolder"),

	EARLIER_VERSION_RETURNED_FOR_ANY_READ("Observing", "boolean first = this.step.tracker.last().isEmpty();",
			"boolean first = true;"),

	DELETION_TAKEN_FOR_A_RELEASE("HolderTracker", "return this.awaited.withoutRecord(from.now());",
			"return new Wait.ForNobody();"),

	EMPTIED_RECORD_TAKEN_FOR_A_RELEASE("HolderTracker", "(record != null && record.isReleased())",
			"(record != null && record.isFree())"),

	TOUCHES_RESTART_THE_WAIT("Wait", "before.record().get().hasSameContent(snapshot)",
			"before.record().get() == snapshot"),

	HOLDER_FOR_LIFE_EXPIRES("HolderTracker", ".isForeign()) || this.awaited.isForLife()", ".isForeign())"),

	KNOWN_HOLDER_FORGOTTEN_WITH_A_CLAIM("Results", "if (step.tracker.isTaken(step.now)) {", "if (false) {"),

	// Writes (rule 3)

	NO_COMPARE_AND_SET("SimulatedLock", "this.server.replace(this.process, expected, record)",
			"this.server.replace(this.process, this.server.read(), record)"),

	FAILURE_TAKEN_FOR_SUCCESS("Results", "renewing.renewalFailed(write, failure);",
			"renewing.renewed(write, write.base());"),

	DELETION_FORGOTTEN_AT_THE_RESULT("HolderTracker", "snapshot.version() <= this.highest",
			"snapshot.version() < this.highest"),

	RESULTS_OF_AN_EARLIER_START_IGNORED("Observing",
			"if (!snapshot.isAbsent()) { apply(this.step.tracker.watched(snapshot, this.step.viewpoint())); }", ""),

	LATE_RESULTS_COUNT_TWICE(List.of(new Change("LockCalls", "if (this.over) { dispose(result); return; }", ""),
			new Change("Results", "step.outbox = step.outbox.without(write); switch (write.purpose()) {",
					"switch (write.purpose()) {")),
			Model.WRITERS_INTERRUPTED),

	CONFLICT_DOES_NOT_CAUSE_A_READ("Results", "if (lost) { step.observing.readNow(); }", "", Model.OBJECT_TOUCHED,
			Model.WATCHES_FALL_SILENT),

	RENEWAL_IN_THE_LAST_MOMENT("Renewing", "Window.at(write.sent() + this.step.rules.renewDeadline() / 2)",
			"Window.at(write.sent() + this.step.rules.renewDeadline() * 95 / 100)"),

	RESULTS_MATCHED_IN_THE_ORDER_OF_SENDING("Outbox", "if (one.call() == call) {", "if (true) {"),

	ANY_OWN_RECORD_ACKNOWLEDGES_A_WRITE("Outbox", "own.areSame(record, one.record())", "own.contains(record)"),

	OBSERVED_RENEWAL_ACKNOWLEDGED("Outbox", "!Objects.equals(record.instance(), replaced.instance())",
			"!own.areSame(record, replaced)"),

	FAILED_WRITES_STAY_IN_PROGRESS("Results", "step.outbox = step.outbox.without(write); switch (write.purpose()) {",
			"switch (write.purpose()) {"),

	// The end of a term (rules 4, 11, and 12)

	RELEASE_AFTER_A_FRESH_READ("LockAccess", "lock.replace(write.base(), write.record(), timeout)",
			"lock.replace(write.record().isFree() ? lock.read(timeout) : write.base(), write.record(), timeout)",
			Model.WRITERS_INTERRUPTED),

	RELEASE_BEFORE_DRAIN("StepDown", "if (!drain.isOver()) {", "if (false) {"),

	RESTART_BEFORE_DRAIN("Machine", "if (stopped.remains().isOver()) {", "if (true) {"),

	AUTHORITY_KEPT_AT_THE_END("Terms", "this.candidate.authority().end(); this", "this"),

	DRAIN_NOT_BOUNDED_BY_THE_LEASE("Drain", "Math.min(now + rules.shutdownTimeout(), leaseEnd)",
			"now + rules.shutdownTimeout()"),

	CLAIM_ACKNOWLEDGED_AFTER_A_STOP_KEPT("Results",
			"step.state = down.with(Releasing.begin(claim.call(), written, step.now));", "", Model.WRITERS_INTERRUPTED),

	REFUSED_RELEASE_NOT_RETRIED("Releasing",
			"this.release = this.release.failed(write.base(), failure.message(), pause.shifted(this.step.now));",
			"if (true) { return; }", Model.RELEASES_REFUSED),

	RELEASE_OF_ANOTHERS_RECORD("Releasing", "(record != null && this.step.own.contains(record)) ? Optional.of(last)",
			"(record != null) ? Optional.of(last)"),

	CLOCKS_NOT_CHECKED("ClockAlarm", "this.candidate.runtime().clockWatch().watch(this::check)", "null"),

	NO_PAUSE_AFTER_A_YIELD("StepDown", "step.campaign(down.holdsBack() ? this.rules.retryPeriod() : 0);",
			"step.campaign(0);"),

	YIELD_NOT_PROCESSED(List.of(
			new Change("Election", "(number) -> this.driver.feed(new Input.Yielded(number))",
					"(number) -> { if (number < 0) { this.driver.feed(new Input.Yielded(number)); } }"),
			new Change("Surroundings", "(held == null && state instanceof", "(false && state instanceof"))),

	LISTENERS_NOT_AWAITED("StepDown", "drained(Step step, long term, UnaryOperator<Drain> returned) {",
			"drained(Step step, long term, UnaryOperator<Drain> given) { UnaryOperator<Drain> returned = "
					+ "given.andThen(Drain::withListenersReturned).andThen(Drain::withCallsFinished)::apply;"),

	STOP_BEFORE_A_CLAIM_COMPLETES("StepDown", "!step.outbox.isEmpty() && step.now < drain.deadline()", "false",
			Model.WRITERS_INTERRUPTED),

	// Errors and overload (rules 5 and 10)

	LISTENERS_ON_THE_RENEWING_THREAD("Election", "new EventQueue(settings.name(), runtime.listeners(),",
			"new EventQueue(settings.name(), runtime.engine(),"),

	FAILED_STEP_NOT_RETRIED(List.of(
			new Change("Machine", "step.act(new Effect.DrawName()); step.wakeAt(step.now + this.rules.retryPeriod());",
					"step.act(new Effect.DrawName());"),
			new Change("Machine", "step.wakeAt(step.now + this.rules.lease());", "")), Model.THREADS_FAIL),

	FAILED_EFFECT_NOT_RETRIED("ElectionDriver", "this.alarms.ringIn(pause);", "", Model.THREADS_FAIL),

	FAILED_EFFECT_DROPPED(
			List.of(new Change("ElectionDriver", "perform(this.effects.element()); this.effects.remove();",
					"perform(this.effects.remove());"),
					new Change("Surroundings", "(held == null && state instanceof", "(false && state instanceof")),
			Model.THREADS_FAIL),

	AUTHORITY_THAT_COULD_NOT_BEGIN_RENEWED("Surroundings", "(held == null && state instanceof",
			"(false && state instanceof", Model.THREADS_FAIL),

	WAKES_LOST("ElectionDriver", "this.wakes = alarmsWanted;", "if (!alarmsWanted.isEmpty()) { return; }"),

	LOG_THROWS_BEFORE_LISTENERS_ARE_NOTIFIED("ElectionLog", "catch (Throwable ex) { } } private static void write",
			"catch (java.io.UncheckedIOException ex) { } } private static void write", Model.THREADS_FAIL),

	RETRY_AFTER_OF_DAYS_HONORED("Step", "Math.min(failure.retryAfter().getAsLong(), this.rules.lease())",
			"failure.retryAfter().getAsLong()", Model.LONG_RETRY_AFTER),

	TRANSITIONS_OVERFLOW("LockRecord", "(this.transitions == Integer.MAX_VALUE) ? Integer.MAX_VALUE :", ""),

	HANGING_LOCKS_TAKE_ALL_THREADS("LockCalls", "private boolean hasThread() {",
			"private boolean hasThread() { if (true) { return true; }"),

	// Identities (rules 6 and 13)

	SAME_IDENTITY_ALWAYS_ADOPTED("SentRecords", """
			&& this.mark.isOfAnotherStart(record.instance())
			&& this.neighbors.stream().noneMatch((one) -> one.equals(record.instance()))""", """
			&& (this.neighbors.stream().noneMatch((one) -> one.equals(record.instance())) || true)"""),

	MARK_DRAWN_ONCE_PER_IMAGE("ElectionDriver",
			"InstanceMark mark = this.candidate.settings().mark().get(); this.random",
			"InstanceMark mark = this.state.situation().own().mark(); this.random"),

	OWN_RECORD_AFTER_A_GAP_CONTINUES_THE_TERM("Renewing", "(same || touched || records.continuesTerm(record))",
			"(same || touched || records.contains(record))", Model.LOCK_DELETED_OFTEN),

	SECOND_CLAIM_ALWAYS_CONTINUES_THE_TERM("Renewing",
			"replaced == null || !this.step.own.namesThisCandidate(replaced)", "false", Model.LOCK_DELETED_OFTEN),

	// Reactions to observations (rule 7)

	OVERLOOKED_HOLDER_IGNORED("HolderTracker", "!this.missed.contains(late.version())", "true",
			Model.LOCK_DELETED_OFTEN),

	OTHER_HOLDER_ACTED_ON_AT_THE_DEADLINE("Results", "if (over.isPresent()) {", "if (false) {"),

	LATE_CLAIM_NOT_CHECKED("Results", "seen.flatMap(renewing::observed).isPresent() || renewing", "renewing"),

	// Cost

	POLLING_BESIDE_A_WATCH("Observing", "if (this.watching.isTrusted()) {", "if (false) {"),

	// Two locks

	ONE_LOCK_OF_TWO_IS_ENOUGH("PairedElection", "return this.first.isLeader() && this.second.isLeader();",
			"return this.second.isLeader();"),

	FIRST_LOCK_RELEASED_BEFORE_THE_SECOND("Pairing", "List.of(new Order.StopSecond())",
			"List.of(new Order.FreeFirst(), new Order.StopSecond())"),

	FIRST_LOCK_NEVER_GIVEN_UP("Pairing", "if (now - after.lastHeld() >= this.limits.lease()) {", "if (false) {",
			Model.SECOND_LOCK_DENIED);

	/**
	 * A change at one place in the code.
	 *
	 * @param type the simple name of the type
	 * @param original the original code, which occurs once
	 * @param replacement the code that replaces it
	 */
	record Change(String type, String original, String replacement) {
	}

	@SuppressWarnings("ImmutableEnumChecker")
	private final List<Change> changes;

	@SuppressWarnings("ImmutableEnumChecker")
	private final Set<Model> models;

	Sabotage(String type, String original, String replacement, Model... models) {
		this(List.of(new Change(type, original, replacement)), models);
	}

	Sabotage(List<Change> changes, Model... models) {
		this.changes = changes;
		this.models = Set.of(models);
	}

	/**
	 * Returns the changes. There are several only if the changed places would otherwise
	 * compensate for each other.
	 */
	List<Change> changes() {
		return this.changes;
	}

	/**
	 * Returns the models that each schedule contains in the test of this sabotage; empty
	 * if the seed selects them.
	 */
	Set<Model> models() {
		return this.models;
	}

}
