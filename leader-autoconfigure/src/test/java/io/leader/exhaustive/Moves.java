package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.State;

/**
 * What can happen next in a situation. Without faults, whatever is on its way arrives in
 * order before time goes on; the order between candidates is free. A fault may make it
 * late, which means at any time, or lose it.
 */
final class Moves {

	/**
	 * Something that can happen.
	 *
	 * @param story what, for people
	 * @param result computes the situation afterwards
	 */
	record Move(String story, Supplier<Position> result) {
	}

	private final Happenings world;

	Moves(Mode mode, Machine machine) {
		this.world = new Happenings(mode, machine);
	}

	List<Move> of(Scene scene) {
		List<Move> moves = new ArrayList<>();
		for (int i = 0; i < scene.players().size(); i++) {
			ordinary(scene, i, moves);
			late(scene, i, moves);
			if (scene.faults() > 0) {
				faults(scene, i, moves);
			}
			if (scene.wishes() > 0) {
				wishes(scene, i, moves);
			}
		}
		if (scene.faults() > 0) {
			hands(scene, moves);
		}
		if (!scene.isBusy()) {
			moves.add(new Move("a second passes", () -> this.world.tick(scene, -1)));
			// One tick of a lease is the drift that is allowed.
			for (int i = 0; scene.faults() > 0 && !scene.drifted() && i < scene.players().size(); i++) {
				int slow = i;
				moves.add(new Move("a second passes, which the clock of " + Mode.name(i) + " does not count",
						() -> this.world.tick(scene.faulty().drifting(), slow)));
			}
		}
		return moves;
	}

	/**
	 * The next that happens to a candidate if nothing goes wrong.
	 */
	List<Move> fair(Scene scene) {
		List<Move> moves = new ArrayList<>();
		for (int i = 0; i < scene.players().size() && moves.isEmpty(); i++) {
			int index = i;
			Player player = scene.players().get(i);
			if (!player.alive()) {
				moves.add(new Move(player.name() + " starts again", () -> this.world.restart(scene, index)));
			}
			else if (player.frozen()) {
				moves.add(new Move(player.name() + " goes on", () -> this.world.frozen(scene, index, false)));
			}
			else if (player.state() instanceof State.Stopped) {
				moves.add(new Move(player.name() + " is started",
						() -> this.world.feed(scene, index, new Input.Start())));
			}
			else if (player.call().isPresent()) {
				moves.add(new Move("the guarded call of " + player.name() + " finishes",
						() -> this.world.finish(scene, index)));
			}
			else {
				ordinary(scene, i, moves);
				late(scene, i, moves);
			}
		}
		if (moves.isEmpty()) {
			moves.add(new Move("a second passes", () -> this.world.tick(scene, -1)));
		}
		return moves;
	}

	private void ordinary(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.alive()) {
			moves.add(new Move(player.name() + " starts again", () -> this.world.restart(scene, index)));
			return;
		}
		if (player.frozen()) {
			moves.add(new Move(player.name() + " goes on", () -> this.world.frozen(scene, index, false)));
			return;
		}
		arrivals(scene, index, moves);
		if (player.call().isPresent()) {
			moves.add(new Move("the guarded call of " + player.name() + " finishes",
					() -> this.world.finish(scene, index)));
		}
	}

	/**
	 * What arrives at a candidate whose process runs, or rings there.
	 */
	void arrivals(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		player.items()
			.stream()
			.filter((item) -> !item.late())
			.findFirst()
			.ifPresent(
					(item) -> moves.add(new Move(describe(player, item), () -> this.world.arrive(scene, index, item))));
		Arrays.stream(Alarm.values())
			.filter((alarm) -> player.isUrgent(alarm) || (alarm == Alarm.CLAIM && player.mayRing(alarm)))
			.findFirst()
			.ifPresent((alarm) -> moves.add(new Move(player.name() + " is woken for " + alarm,
					() -> this.world.feed(scene, index, new Input.Rang(alarm)))));
	}

	void late(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		for (Item item : player.items()) {
			boolean inNetwork = item instanceof Item.Write || item instanceof Item.Read;
			if (player.runs() ? item.late() : inNetwork) {
				moves.add(new Move("late: " + describe(player, item), () -> this.world.arrive(scene, index, item)));
			}
		}
	}

	private void faults(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.alive()) {
			return;
		}
		moves.add(new Move(player.name() + " crashes", () -> this.world.crash(scene.faulty(), index, player.pod())));
		moves.add(new Move("the Pod of " + player.name() + " is replaced",
				() -> this.world.crash(scene.faulty(), index, player.pod() + "'")));
		if (player.frozen()) {
			return;
		}
		moves.add(new Move(player.name() + " freezes", () -> this.world.frozen(scene.faulty(), index, true)));
		network(scene, index, moves);
	}

	/**
	 * What may go wrong on the way to and from a candidate whose process runs.
	 */
	void network(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		player.items().stream().filter((item) -> !item.late()).findFirst().ifPresent((item) -> {
			moves.add(new Move("late from now on: " + describe(player, item),
					() -> this.world.replace(scene.faulty(), index, item, item.delayed())));
			if (item instanceof Item.Write || item instanceof Item.Read || item instanceof Item.WriteAnswer
					|| item instanceof Item.ReadAnswer || item instanceof Item.Opening) {
				moves.add(new Move("lost: " + describe(player, item),
						() -> this.world.unanswered(scene.faulty(), index, item)));
			}
			if (item instanceof Item.Write write) {
				moves.add(new Move("given up, and may still be applied: " + describe(player, item),
						() -> this.world.giveUp(scene.faulty(), index, write)));
			}
			if (item instanceof Item.Shown) {
				moves.add(new Move("the watch of " + player.name() + " falls silent",
						() -> this.world.silence(scene.faulty(), index)));
			}
		});
		if (player.watch().isPresent()) {
			Item ended = new Item.Ended(player.watch().getAsLong(), false);
			moves.add(new Move("the watch of " + player.name() + " breaks",
					() -> this.world.add(this.world.silence(scene.faulty(), index), index, ended)));
		}
	}

	private void wishes(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.runs()) {
			return;
		}
		if (player.state() instanceof State.Stopped) {
			moves.add(new Move(player.name() + " is started",
					() -> this.world.feed(scene.wished(), index, new Input.Start())));
		}
		else {
			moves.add(new Move(player.name() + " is stopped",
					() -> this.world.feed(scene.wished(), index, new Input.Stop())));
		}
		if (player.leads()) {
			long term = player.authority().orElseThrow().term();
			moves.add(new Move(player.name() + " yields",
					() -> this.world.add(scene.wished().with(index, player.with(Optional.empty())), index,
							new Item.Yielding(term, false))));
			if (player.call().isEmpty()) {
				moves.add(new Move("a guarded call begins at " + player.name(),
						() -> scene.wished().with(index, player.calling(OptionalLong.of(term)))));
			}
		}
	}

	void hands(Scene scene, List<Move> moves) {
		Stream
			.of(new Move("somebody deletes the lock", () -> this.world.layHands(scene, scene.server().deleted())),
					new Move("somebody releases the lock",
							() -> this.world.layHands(scene, scene.server().releasedByOthers())),
					new Move("somebody touches the lock",
							() -> this.world.changed(scene.faulty(), scene.server().touched())),
					new Move("somebody writes the renew time",
							() -> this.world.changed(scene.faulty(), scene.server().renewedByOthers())),
					new Move("somebody mangles the lock", () -> this.world.layHands(scene, scene.server().mangled())))
			.filter((move) -> !scene.server().lock().isAbsent())
			.forEach(moves::add);
	}

	private static String describe(Player player, Item item) {
		String of = " of " + player.name();
		if (item instanceof Item.Write write) {
			return "the " + write.write().purpose() + of + " reaches the server";
		}
		if (item instanceof Item.WriteAnswer answer) {
			return "the answer to a write" + of + " arrives (" + (answer.refused() ? "refused" : "done") + ")";
		}
		if (item instanceof Item.Shown shown) {
			return "the watch" + of + " shows "
					+ (shown.lock().isAbsent() ? "that the lock is gone"
							: (shown.lock().record() == null) ? "a mangled lock" : shown.lock().record().isFree()
									? "a free lock" : "that " + shown.lock().record().holder() + " holds the lock");
		}
		return item.getClass().getSimpleName() + of;
	}

}
