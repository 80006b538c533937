package io.leader.engine;

import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Drain;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Outbox;
import io.leader.engine.machine.Purpose;
import io.leader.engine.machine.State;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Provides the facts about the environment that the machine needs: the clocks, the
 * authority and its calls, this process's other elections, and other runs of the
 * candidate in this process. They are checked before each input, so none of them depends
 * on a message that could be lost. For each fact, a method returns the input that reports
 * a change, or {@code null} if the machine's state is up to date. Confined to the
 * engine's thread.
 */
final class Surroundings {

	/**
	 * How much the difference between the clocks must change to be reported, in
	 * nanoseconds. The wall clock has a resolution of milliseconds, so smaller changes
	 * are ignored.
	 */
	private static final long SMALLEST_DIFFERENCE = 2_000_000;

	private final Candidate candidate;

	private final Terms terms;

	private final Load load;

	/** Whether this election is part of the load. */
	private boolean counted;

	Surroundings(Candidate candidate, Terms terms, Load load) {
		this.candidate = candidate;
		this.terms = terms;
		this.load = load;
	}

	@Nullable Input clocks(State state, long now) {
		long apart = this.candidate.clocksApart(now);
		return (Math.abs(apart - state.situation().clocksApart()) > SMALLEST_DIFFERENCE) ? new Input.ClocksApart(apart)
				: null;
	}

	@Nullable Input authority(State state) {
		Authority held = this.candidate.authority().current();
		if (held != null && !held.holds(this.candidate.runtime().clock())) {
			return new Input.AuthorityExpired(held.calls().term());
		}
		// The authority was given up, or could not begin.
		return (held == null && state instanceof State.Leading leading) ? new Input.Yielded(leading.term().number())
				: null;
	}

	@Nullable Input calls(State state) {
		Drain drain = Drain.in(state);
		boolean finished = !drain.callsFinished() && drain.term().isPresent()
				&& this.terms.isIdle(drain.term().getAsLong());
		return finished ? new Input.CallsFinished(drain.term().getAsLong()) : null;
	}

	@Nullable Input others(State state) {
		int others = this.load.size() - (this.counted ? 1 : 0);
		return (others != state.situation().othersLed()) ? new Input.OthersLed(others) : null;
	}

	@Nullable Input neighbors(State state, Input input) {
		String known = neighbor(state, state.situation().tracker().last().orElse(null));
		String news = neighbor(state, observed(input));
		Set<String> before = state.situation().own().neighbors();
		if (known == null && news == null && before.isEmpty()) {
			return null;
		}
		Set<String> alive = Stream.of(known, news).filter(Objects::nonNull).collect(Collectors.toUnmodifiableSet());
		return alive.equals(before) ? null : new Input.Neighbors(alive);
	}

	private static @Nullable LockSnapshot observed(Input input) {
		if (input instanceof Input.ReadSucceeded read) {
			return read.snapshot();
		}
		return (input instanceof Input.WatchReported watch) ? watch.snapshot() : null;
	}

	/**
	 * Returns the mark in the lock if it belongs to another run in this process that has
	 * not ended, and {@code null} otherwise.
	 */
	private static @Nullable String neighbor(State state, @Nullable LockSnapshot snapshot) {
		LockRecord record = (snapshot != null) ? snapshot.record() : null;
		String instance = (record != null) ? record.instance() : null;
		boolean alive = instance != null && state.situation().own().mark().isOfAnotherStart(instance)
				&& InstanceMark.isOfThisJvm(instance);
		return alive ? instance : null;
	}

	private static boolean hasClaimed(State state) {
		for (Outbox.Write write : state.situation().outbox().writes()) {
			if (write.purpose() == Purpose.CLAIM) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Updates whether this election counts among those that this process leads or whose
	 * locks it has claimed.
	 * @param state the state after an input
	 */
	void stateChanged(State state) {
		boolean counts = state instanceof State.Leading
				|| (state instanceof State.SteppingDown down && down.drain().isOfTerm()) || hasClaimed(state);
		if (counts == this.counted) {
			return;
		}
		this.counted = counts;
		if (counts) {
			this.load.increment();
		}
		else {
			this.load.decrement();
		}
	}

}
