package io.leader.engine.machine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.HolderTracker.Viewpoint;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The working copy of a state during one transition, together with the resulting effects.
 */
final class Step {

	static final int MAX_WRITES = 2;

	private static final Alarm[] ALARMS = Alarm.values();

	/** The initial capacity for effects, which is sufficient for most inputs. */
	private static final int FEW = 4;

	final Rules rules;

	final Input input;

	final long now;

	/** The phase, which contains the situation before the transition. */
	State state;

	Name name;

	SentRecords own;

	HolderTracker tracker;

	Outbox outbox;

	ClaimHistory claims;

	long outUntil;

	long pausedUntil;

	OptionalLong unreachableSince;

	OptionalLong lastTermEnd;

	long clocksApart;

	int othersLed;

	final Observing observing;

	private long nextCall;

	private boolean observed;

	private boolean drawsMark;

	private final List<Effect> effects = new ArrayList<>(FEW);

	private final Map<Alarm, Window> wakes = new EnumMap<>(Alarm.class);

	Step(Rules rules, State state, Input input, long now) {
		this.rules = rules;
		this.input = input;
		this.now = now;
		this.state = state;
		Situation before = state.situation();
		this.name = before.name();
		this.own = before.own();
		this.tracker = before.tracker();
		this.outbox = before.outbox();
		this.claims = before.claims();
		this.outUntil = before.outUntil();
		this.pausedUntil = before.pausedUntil();
		this.unreachableSince = before.unreachableSince();
		this.lastTermEnd = before.lastTermEnd();
		this.clocksApart = before.clocksApart();
		this.othersLed = before.othersLed();
		this.nextCall = before.nextCall();
		this.observing = new Observing(this, before.observation());
	}

	Transition transition() {
		State after = this.state.in(new Situation(this.name, this.own, this.tracker, this.observing.after(),
				this.outbox, this.claims, this.outUntil, this.pausedUntil, this.unreachableSince, this.lastTermEnd,
				this.clocksApart, this.othersLed, this.nextCall));
		for (Alarm alarm : ALARMS) {
			Window window = this.wakes.get(alarm);
			if (window != null) {
				act(new Effect.Wake(alarm, window));
			}
		}
		return new Transition(after, Collections.unmodifiableList(this.effects));
	}

	void act(Effect effect) {
		this.effects.add(effect);
	}

	long newCall() {
		return this.nextCall++;
	}

	boolean isLeading() {
		return this.state instanceof State.Leading;
	}

	Viewpoint viewpoint() {
		return new Viewpoint(this.rules, this.own, this.now);
	}

	/**
	 * Becomes a follower, and starts to observe the lock.
	 * @param pause how long to leave the lock to others, in nanoseconds
	 */
	void campaign(long pause) {
		this.observing.start();
		this.state = new State.Following(this.state.situation(), Campaign.notBefore(this.now + pause));
	}

	// Time

	void wakeAt(long time) {
		wakeWithin(Alarm.STEP, Window.at(time));
	}

	void wakeWithin(Alarm alarm, Window window) {
		Window before = this.wakes.get(alarm);
		this.wakes.put(alarm, (before != null) ? before.earlier(window) : window);
	}

	/**
	 * Returns whether an action is due: its alarm has just rung and its window has begun,
	 * or its window has ended.
	 */
	boolean isDue(Alarm alarm, Window window) {
		boolean rang = this.input instanceof Input.Rang ring && ring.alarm() == alarm;
		return this.now >= (rang ? window.from() : window.to());
	}

	/**
	 * Returns the time on the wall clock in whole milliseconds, calculated from the last
	 * known difference between the clocks.
	 */
	Instant wallTime() {
		return Instant.ofEpochMilli(Math.floorDiv(this.now + this.clocksApart, 1_000_000L));
	}

	boolean staysOut() {
		return this.now < this.outUntil;
	}

	// Calls

	long write(Purpose purpose, long term, LockSnapshot base, LockRecord record, long timeout, long left) {
		long call = newCall();
		this.own = this.own.with(base, record);
		this.outbox = this.outbox.with(new Outbox.Write(call, purpose, (purpose == Purpose.CLAIM) ? call : term, base,
				record, this.now, this.clocksApart, left));
		act(new Effect.Write(call, purpose, base, record, timeout));
		return call;
	}

	/**
	 * Returns the pause that the server requested in response to a call, but at most one
	 * lease duration, so that the server cannot keep this candidate away for longer (rule
	 * 10); 0 if the server requested no pause. Also postpones claims until the pause has
	 * ended.
	 */
	long requestedPause(Failure failure) {
		if (failure.retryAfter().isEmpty() || failure.retryAfter().getAsLong() < 0) {
			return 0;
		}
		long pause = Math.min(failure.retryAfter().getAsLong(), this.rules.lease());
		this.pausedUntil = Math.max(this.pausedUntil, this.now + pause);
		return pause;
	}

	void reached() {
		this.unreachableSince = OptionalLong.empty();
	}

	void failed(Aspect aspect, String what, Failure failure) {
		if (failure.kind() != Kind.FAILED) {
			reached();
		}
		else if (this.unreachableSince.isEmpty()) {
			this.unreachableSince = OptionalLong.of(this.now);
		}
		act(new Effect.Report(aspect, what, failure.message()));
	}

	// Observations

	/**
	 * Records that the candidate must react to an observation of the lock.
	 */
	void observed() {
		this.observed = true;
	}

	boolean hasObserved() {
		return this.observed;
	}

	// Identities and marks

	/**
	 * Continues under a new identity and mark, unless the current ones may already be in
	 * use. Ends the earlier marks, except while an earlier term has not ended. In that
	 * case, they stay alive until a record with the new mark is in the lock or the
	 * candidate has stopped.
	 */
	void named(String identity, InstanceMark mark) {
		if (this.name.current() && this.name.reported()) {
			// An identity has already been obtained, and a record may have been sent
			// under it, so the new one is discarded.
			if (!this.name.marks().contains(mark)) {
				act(new Effect.EndMarks(Set.of(mark)));
			}
			return;
		}
		if (!(this.state instanceof State.SteppingDown)) {
			Set<InstanceMark> earlier = this.name.marks()
				.stream()
				.filter((one) -> !one.equals(mark))
				.collect(Collectors.toUnmodifiableSet());
			if (!earlier.isEmpty()) {
				act(new Effect.EndMarks(earlier));
			}
			this.name = this.name.withMarks(Set.of());
		}
		this.own = this.own.withName(identity, mark);
		if (!this.name.reported()) {
			act(new Effect.NotifyCandidacy());
		}
		this.name = new Name(this.now, true, true, this.name.with(mark).marks());
	}

	/**
	 * Requests another mark, so that a copy of this process, if any, notices that it is
	 * not alone. Does nothing if the current mark has not been found in the lock yet.
	 */
	void drawMarkIfUsed() {
		if (this.name.marks().size() == 1) {
			this.drawsMark = true;
			act(new Effect.DrawMark());
		}
	}

	/**
	 * Returns whether another mark is about to be drawn. Until then, no renewal is sent.
	 */
	boolean drawsMark() {
		return this.drawsMark;
	}

	void marked(InstanceMark mark) {
		this.name = this.name.with(mark);
		this.own = this.own.withName(this.own.identity(), mark);
	}

	/**
	 * Ends the earlier marks if the lock contains a record of this candidate with the
	 * current mark, since no record with an earlier mark can remain in this case.
	 */
	void registerInLock(@Nullable LockRecord record) {
		Set<InstanceMark> marks = this.name.marks();
		if (marks.size() < 2 || record == null || !this.own.mark().toString().equals(record.instance())
				|| !this.own.contains(record)) {
			return;
		}
		act(new Effect.EndMarks(
				marks.stream().filter((one) -> !one.equals(this.own.mark())).collect(Collectors.toUnmodifiableSet())));
		this.name = this.name.withMarks(Set.of(this.own.mark()));
	}

	void endMarks() {
		if (!this.name.marks().isEmpty()) {
			act(new Effect.EndMarks(this.name.marks()));
			this.name = this.name.withMarks(Set.of());
		}
	}

}
