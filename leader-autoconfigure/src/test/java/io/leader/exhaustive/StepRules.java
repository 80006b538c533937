package io.leader.exhaustive;

import java.util.Optional;
import java.util.OptionalLong;

import io.leader.engine.machine.Drain;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Purpose;
import io.leader.engine.machine.Release;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Transition;
import io.leader.exhaustive.Player.Authority;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The rules that every step of a candidate must follow, regardless of what the other
 * candidates do.
 */
final class StepRules {

	private final Mode mode;

	StepRules(Mode mode) {
		this.mode = mode;
	}

	/**
	 * Checks a write about to be sent.
	 */
	void write(Player player, Effect.Write write) {
		long now = player.clock();
		String name = player.name();
		if (write.purpose() == Purpose.RELEASE) {
			Violation.unless(player.authority().isEmpty(), name + " releases the lock while its authority lasts");
			Violation.unless(player.call().isEmpty(), name + " releases the lock while a guarded call is running");
			Violation.unless(player.items().stream().noneMatch(Item.Listening.class::isInstance),
					name + " releases the lock before its listeners have returned");
			Violation.unless(player.ending().filter((ending) -> now >= ending.leaseEnd()).isEmpty(),
					name + " releases the lock after its lease has ended");
			Violation.unless(isOf(player, write.base()), name + " releases a record that it did not write");
		}
		if (write.purpose() == Purpose.CLAIM) {
			Violation.unless(now >= player.memory().until(),
					name + " claims the lock although it has seen a holder whose lease has not expired");
			Violation.unless(player.ending().filter((ending) -> now < ending.holdsBackUntil()).isEmpty(),
					name + " claims the lock right after it has yielded, before others could claim it");
		}
	}

	/**
	 * Checks that a call about to be made has a number that no other call in progress
	 * has.
	 */
	void call(Player player, long call) {
		Violation.unless(player.items().stream().noneMatch((item) -> item.isOf(call)),
				player.name() + " gives two calls the same number");
	}

	/**
	 * Checks a term that is about to begin.
	 * @param sent when the claim was sent
	 */
	void begin(Player player, Input input, State before, Effect.BeginAuthority begin, long sent) {
		String name = player.name();
		Optional<LockSnapshot> written = acknowledged(player, input, before, begin.call());
		Violation.unless(written.isPresent(), name + " begins a term although no claim is acknowledged");
		// In the search, an earlier run can send its claim at exactly the time at which
		// this run starts.
		Violation.unless(
				sent == player.state().situation().name().drawnAt() || isOfThisStart(player, written.orElseThrow()),
				name + " begins a term with the claim of an earlier run");
		OptionalLong lastEnd = before.situation().lastTermEnd();
		Violation.unless(lastEnd.isEmpty() || sent >= lastEnd.getAsLong(),
				name + " begins a term with a claim from before its last term ended");
		Violation.unless(this.mode.heldForLife() || player.clock() >= player.memory().until(),
				name + " begins a term although it has seen a holder whose lease has not expired");
		Violation.unless(begin.token() >= player.memory().highest(),
				name + " begins a term although it has seen a later write by somebody else");
		boolean gone = before.situation().tracker().last().filter(LockSnapshot::isAbsent).isPresent();
		Violation.unless(!gone || player.memory().highest() < begin.token(),
				name + " begins a term although it has read that the lock was deleted after its claim");
		Violation.unless(player.call().isEmpty(),
				name + " begins a term while a guarded call of an earlier one is running");
		Violation.unless(player.items().stream().noneMatch(Item.Listening.class::isInstance),
				name + " begins a term before its listeners have returned from the end of an earlier one");
	}

	/**
	 * Checks a term that is about to be prolonged.
	 */
	void prolong(Player player, Input input, State before, Effect.Prolong prolong) {
		Violation.unless(acknowledged(player, input, before, prolong.call()).isPresent(),
				player.name() + " prolongs its authority with a write that is not acknowledged");
	}

	/**
	 * Returns the lock as written by a call, if an input acknowledges that call. An
	 * acknowledgment is either the response to the call or an observation of the record
	 * after the server has applied the call.
	 */
	private static Optional<LockSnapshot> acknowledged(Player player, Input input, State before, long call) {
		if (input instanceof Input.Written written) {
			return Optional.of(written).filter((one) -> one.call() == call).map(Input.Written::snapshot);
		}
		boolean applied = player.items().stream().noneMatch((item) -> item.isOf(call) && !isResponse(item));
		return shown(input).filter((seen) -> applied
				&& before.situation().outbox().find(call).filter((write) -> isSame(seen, write.record())).isPresent());
	}

	private static boolean isResponse(Item item) {
		return item instanceof Item.WriteResult result && !result.refused();
	}

	/**
	 * Checks that a term does not end unless there has been a fault or a request.
	 */
	void revoked(Player player, Scene scene, Effect.NotifyRevoked revoked) {
		Violation.unless(!this.mode.isCalm(scene),
				"the term of " + player.name() + " ends although nothing has gone wrong: " + revoked.sentence());
	}

	/**
	 * Checks a step that a candidate has taken.
	 * @param highest the highest version that the candidate had observed before the step
	 * @param wakes whether an alarm is set
	 */
	void stepped(String name, Input input, State before, State after, long highest, boolean wakes) {
		// Without an alarm, a missed event would end the election (rule 10).
		Violation.unless(wakes || after instanceof State.Stopped, "no alarm is set to wake " + name);
		if (after instanceof State.Leading leading) {
			Violation.unless(shown(input)
				.filter((one) -> one.version() > highest && one.version() > leading.term().own().version())
				.isEmpty(), name + " has seen that it lost the lock but continues to lead");
		}
	}

	private static Optional<LockSnapshot> shown(Input input) {
		if (input instanceof Input.WatchReported watch) {
			return Optional.of(watch.snapshot());
		}
		return (input instanceof Input.ReadSucceeded read) ? Optional.of(read.snapshot()) : Optional.empty();
	}

	/**
	 * Checks a candidate that considers itself the leader.
	 */
	void leads(Player player, State.Leading leading, Authority authority, Input input) {
		String name = player.name();
		Violation.unless(player.clock() < authority.ends() || authority.term() != leading.term().number(),
				name + " continues a term whose authority has ended");
		Violation.unless(Server.heldSince(leading.term().own()) <= authority.token(),
				name + " continues a term although the lock was lost in the meantime");
		Violation.unless(shown(input).filter((late) -> isMissedHolder(player, authority, late)).isEmpty(),
				name + " continues a term although it learns of a holder that it missed");
	}

	private boolean isMissedHolder(Player player, Authority authority, LockSnapshot late) {
		LockRecord record = late.record();
		return !this.mode.heldForLife() && record != null && !record.isFree() && !late.isHolderGone()
				&& late.version() > authority.after() && late.version() < authority.token()
				&& !Server.podOf(record).equals(player.pod());
	}

	/**
	 * Checks that a step taken before any fault or request causes no unnecessary read or
	 * write. Not checked for a lock that does not expire.
	 */
	void calm(Player player, State before, Transition transition) {
		if (this.mode.heldForLife()) {
			return;
		}
		boolean reads = transition.effects().stream().anyMatch(Effect.Read.class::isInstance);
		boolean writes = transition.effects().stream().anyMatch(Effect.Write.class::isInstance);
		Violation.unless(!reads || before.situation().observation().lastRead() < player.clock(),
				player.name() + " immediately reads the lock again");
		Violation.unless(!reads || player.watch().isEmpty(),
				player.name() + " reads the lock although its watch is open");
		Violation.unless(
				!writes || !(before instanceof State.Following)
						|| !transition.state().situation().tracker().isTaken(player.clock()),
				player.name() + " writes although the lock is held");
	}

	/**
	 * Checks that a candidate that has stepped down left no record of its own in the lock
	 * if there was time to release the lock.
	 */
	void steppedDown(Player player, Scene scene, Input input, State.SteppingDown before) {
		Drain drain = before.drain();
		if (!drain.isOver() || player.clock() >= drain.deadline()) {
			return;
		}
		boolean won = !drain.isOfTerm()
				&& before.situation()
					.outbox()
					.writes()
					.stream()
					.filter((write) -> write.purpose() == Purpose.CLAIM)
					.flatMap((write) -> acknowledged(player, input, before, write.call()).stream())
					.anyMatch((written) -> isOfThisStart(player, written))
				&& !player.state().situation().tracker().isTaken(player.clock());
		if (before.release() instanceof Release.Pending || won) {
			Violation.unless(!isLeftBehind(player, scene), player.name() + " steps down and does not release the lock");
		}
	}

	/**
	 * Checks that no claim is in progress when a candidate that did not lead has stopped,
	 * unless the time to wait for the claim has expired.
	 */
	void stopped(Player player, State before) {
		boolean inTime = before instanceof State.Following || (before instanceof State.SteppingDown down
				&& !down.drain().isOfTerm() && player.clock() < down.drain().deadline());
		Violation.unless(
				!inTime || player.state()
					.situation()
					.outbox()
					.writes()
					.stream()
					.noneMatch((write) -> write.purpose() == Purpose.CLAIM),
				player.name() + " stops before its claim completes");
	}

	/**
	 * Returns whether the lock holds a record of a candidate and the candidate has
	 * observed this version of the lock.
	 */
	static boolean isLeftBehind(Player player, Scene scene) {
		LockSnapshot lock = scene.server().lock();
		return player.state()
			.situation()
			.tracker()
			.last()
			.filter((seen) -> !seen.isAbsent() && seen.version() == lock.version())
			.isPresent() && isOf(player, lock);
	}

	/**
	 * Returns whether the lock holds a record that a candidate has sent.
	 */
	static boolean isOf(Player player, LockSnapshot lock) {
		return player.state().situation().own().sent().stream().anyMatch((one) -> isSame(lock, one.record()));
	}

	private static boolean isSame(LockSnapshot lock, LockRecord other) {
		LockRecord record = lock.record();
		return record != null && record.isSameAs(other, Mode.RESOLUTION);
	}

	private static boolean isOfThisStart(Player player, LockSnapshot lock) {
		LockRecord record = lock.record();
		return record != null && player.state().situation().own().mark().toString().equals(record.instance());
	}

}
