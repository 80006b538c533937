package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.State;
import io.leader.lock.LockSnapshot;

/**
 * The possible next moves in a situation. Without faults, everything in transit arrives
 * in order before time advances, while the order between candidates is arbitrary. A fault
 * can lose an item, or delay it, in which case it may arrive at any time.
 */
final class Moves {

	/**
	 * A possible move.
	 *
	 * @param story a readable description
	 * @param result computes the resulting situation
	 */
	record Move(String story, Supplier<Position> result) {
	}

	private final Happenings world;

	private final boolean renewed;

	private final Set<Trouble> troubles;

	Moves(Mode mode, Machine machine) {
		this.troubles = mode.troubles();
		this.renewed = !mode.heldForLife();
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
			// To stay within the permitted drift of one tick per lease duration, at most
			// one tick is missed on each path.
			boolean drifts = scene.faults() > 0 && !scene.drifted() && this.troubles.contains(Trouble.CLOCKS);
			for (int i = 0; drifts && i < scene.players().size(); i++) {
				int slow = i;
				moves.add(new Move("a second passes, which the clock of " + Mode.name(i) + " does not count",
						() -> this.world.tick(scene.faulty().drifting(), slow)));
			}
		}
		return moves;
	}

	/**
	 * Returns the next moves if nothing goes wrong: those of the first candidate that has
	 * any, or otherwise the passing of a second.
	 */
	List<Move> fair(Scene scene) {
		List<Move> moves = new ArrayList<>();
		for (int i = 0; i < scene.players().size() && moves.isEmpty(); i++) {
			int index = i;
			Player player = scene.players().get(i);
			if (player.runs() && player.state() instanceof State.Stopped) {
				moves.add(new Move(player.name() + " is started",
						() -> this.world.feed(scene, index, new Input.Start())));
			}
			else if (player.runs() && player.call().isPresent()) {
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
			moves.add(new Move(player.name() + " resumes", () -> this.world.frozen(scene, index, false)));
			return;
		}
		arrivals(scene, index, moves);
		if (player.call().isPresent()) {
			moves.add(new Move("the guarded call of " + player.name() + " finishes",
					() -> this.world.finish(scene, index)));
		}
	}

	/**
	 * Adds the next arrival, the first alarm that is due, and the notice that the
	 * authority has ended, for a candidate whose process is running. If the next arrival
	 * is a first read, also adds the responses with earlier versions.
	 */
	void arrivals(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		player.items()
			.stream()
			.filter((item) -> !item.late())
			.findFirst()
			.ifPresent((item) -> moves
				.add(new Move(Wording.arrival(player, item), () -> this.world.arrive(scene, index, item))));
		player.items()
			.stream()
			.filter((item) -> !item.late())
			.findFirst()
			.ifPresent((item) -> firstRead(scene, index, item, moves));
		Arrays.stream(Alarm.values())
			.filter((alarm) -> player.isUrgent(alarm) || (alarm == Alarm.CLAIM && player.mayRing(alarm)))
			.findFirst()
			.ifPresent((alarm) -> moves.add(new Move(player.name() + Wording.alarm(alarm),
					() -> this.world.feed(scene, index, new Input.Rang(alarm)))));
		player.authority()
			.filter((held) -> player.clock() >= held.ends())
			.ifPresent((held) -> moves.add(new Move(player.name() + " notices that its authority has ended",
					() -> this.world.feed(scene, index, new Input.AuthorityExpired(held.term())))));
	}

	private void firstRead(Scene scene, int index, Item item, List<Move> moves) {
		if (item instanceof Item.Read read && read.first()) {
			String story = "an earlier version is returned for " + Wording.noun(scene.players().get(index), item);
			for (LockSnapshot earlier : scene.server().earlier()) {
				moves.add(new Move(story, () -> this.world.complete(scene, index, read, earlier)));
			}
		}
	}

	void late(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		for (Item item : player.items()) {
			boolean inNetwork = item instanceof Item.Write || item instanceof Item.Read;
			if (player.runs() ? item.late() : inNetwork) {
				moves.add(new Move("late, " + Wording.arrival(player, item),
						() -> this.world.arrive(scene, index, item)));
			}
			if (player.runs() && item.isDue(player.clock())) {
				moves.add(new Move("the time for " + Wording.noun(player, item) + " is up",
						() -> this.world.lost(scene, index, item)));
			}
		}
	}

	private void faults(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.alive()) {
			return;
		}
		if (this.troubles.contains(Trouble.PROCESSES)) {
			moves
				.add(new Move(player.name() + " crashes", () -> this.world.crash(scene.faulty(), index, player.pod())));
			moves.add(new Move("the Pod of " + player.name() + " is replaced",
					() -> this.world.crash(scene.faulty(), index, player.pod() + "'")));
			if (!player.frozen()) {
				moves.add(new Move(player.name() + " freezes", () -> this.world.frozen(scene.faulty(), index, true)));
			}
		}
		if (!player.frozen() && this.troubles.contains(Trouble.NETWORK)) {
			network(scene, index, moves);
		}
	}

	/**
	 * Adds the network faults between the server and a candidate whose process is
	 * running.
	 */
	void network(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		player.items().stream().filter((item) -> !item.late()).findFirst().ifPresent((item) -> {
			moves.add(new Move(Wording.noun(player, item) + " is delayed",
					() -> this.world.replace(scene.faulty(), index, item, item.delayed())));
			if (item instanceof Item.Write || item instanceof Item.Read || item instanceof Item.WriteResult
					|| item instanceof Item.ReadResult || item instanceof Item.Opening) {
				moves.add(new Move(Wording.noun(player, item) + " is lost",
						() -> this.world.lost(scene.faulty(), index, item)));
			}
			if (item instanceof Item.Write || item instanceof Item.Read) {
				moves.add(new Move(
						"the server refuses " + Wording.noun(player, item) + ", and asks the client to wait for a day",
						() -> this.world.refused(scene.faulty(), index, item)));
			}
			if (item instanceof Item.Write write) {
				moves.add(new Move(Wording.noun(player, item) + " gets no response, and may still reach the server",
						() -> this.world.giveUp(scene.faulty(), index, write)));
			}
			if (item instanceof Item.Reported) {
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
		if (player.state() instanceof State.Stopped
				|| (player.state() instanceof State.SteppingDown down && !down.wanted())) {
			moves.add(new Move(player.name() + " is started",
					() -> this.world.feed(scene.wished(), index, new Input.Start())));
		}
		if (!(player.state() instanceof State.Stopped)) {
			moves.add(new Move(player.name() + " is stopped",
					() -> this.world.feed(scene.wished(), index, new Input.Stop())));
		}
		if (player.leads()) {
			long term = player.authority().orElseThrow().term();
			moves.add(new Move(player.name() + " yields", () -> this.world.yields(scene.wished(), index)));
			if (player.call().isEmpty()) {
				moves.add(new Move("a guarded call begins at " + player.name(),
						() -> scene.wished().with(index, player.calling(OptionalLong.of(term)))));
			}
		}
	}

	void hands(Scene scene, List<Move> moves) {
		Server server = scene.server();
		if (server.lock().isAbsent()) {
			return;
		}
		if (this.troubles.contains(Trouble.DELETIONS)) {
			moves.add(new Move("somebody deletes the lock", () -> this.world.tamper(scene, server.deleted())));
		}
		if (this.troubles.contains(Trouble.EDITS)) {
			edits(scene, moves);
		}
	}

	private void edits(Scene scene, List<Move> moves) {
		Server server = scene.server();
		moves.add(new Move("somebody releases the lock", () -> this.world.tamper(scene, server.releasedByOthers())));
		moves.add(new Move("somebody touches the lock", () -> this.world.changed(scene.faulty(), server.touched())));
		moves.add(new Move("somebody writes the renew time",
				() -> this.world.changed(scene.faulty(), server.renewedByOthers())));
		moves.add(new Move("somebody mangles the lock", () -> this.world.tamper(scene, server.mangled())));
		if (this.renewed) {
			// A lock that does not expire has no duration, and its holder is also named
			// outside the record.
			moves.add(new Move("somebody writes a longer lease", () -> this.world.tamper(scene, server.prolonged())));
			moves.add(new Move("somebody empties the record", () -> this.world.tamper(scene, server.emptied())));
		}
	}

}
