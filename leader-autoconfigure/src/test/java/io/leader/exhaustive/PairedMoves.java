package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

import io.leader.engine.machine.Input;
import io.leader.engine.machine.State;
import io.leader.exhaustive.Moves.Move;

/**
 * The possible next moves in a situation with two locks: the moves that concern one of
 * the locks, and the moves of a process, which concern both.
 */
final class PairedMoves implements Game.Play {

	private final PairedMode mode;

	private final Happenings world;

	private final PairedHappenings both;

	private final Moves moves;

	PairedMoves(PairedMode mode) {
		this.mode = mode;
		Mode single = mode.single();
		this.world = new Happenings(single, single.machine());
		this.both = new PairedHappenings(this.world);
		this.moves = new Moves(single, single.machine());
	}

	@Override
	public Position beginning() {
		PairedScene scene = this.mode.beginning(this.world);
		return this.mode.settled() ? settled(scene) : scene;
	}

	@Override
	public List<Move> moves(Position from) {
		PairedScene scene = (PairedScene) from;
		List<Move> all = new ArrayList<>();
		boolean faults = scene.first().faults() > 0;
		for (int i = 0; i < scene.candidates(); i++) {
			process(scene, i, all);
			finish(scene, i, all);
			arrivals(scene, i, all, faults);
			if (faults) {
				processFaults(scene, i, all);
			}
			if (scene.first().wishes() > 0) {
				wishes(scene, i, all);
			}
		}
		if (faults) {
			lift(all, "the first lock: ", listed((into) -> this.moves.hands(scene.first(), into)), scene::withFirst);
			lift(all, "the second lock: ", listed((into) -> this.moves.hands(scene.second(), into)), scene::withSecond);
		}
		if (!scene.isBusy()) {
			all.add(new Move("a second passes", () -> this.both.tick(scene, -1)));
			for (int i = 0; faults && !scene.first().drifted() && i < scene.candidates(); i++) {
				int slow = i;
				PairedScene drifting = scene.withFirst(scene.first().faulty().drifting());
				all.add(new Move("a second passes, which the clock of " + Mode.name(i) + " does not count",
						() -> this.both.tick(drifting, slow)));
			}
		}
		return all;
	}

	@Override
	public Move fairMove(Position from) {
		PairedScene scene = (PairedScene) from;
		List<Move> all = new ArrayList<>();
		for (int i = 0; i < scene.candidates() && all.isEmpty(); i++) {
			process(scene, i, all);
			if (all.isEmpty() && scene.process(i).state() instanceof State.Stopped) {
				all.add(start(scene, i));
			}
			if (all.isEmpty()) {
				finish(scene, i, all);
				arrivals(scene, i, all, false);
			}
		}
		return all.isEmpty() ? new Move("a second passes", () -> this.both.tick(scene, -1)) : all.get(0);
	}

	private void process(PairedScene scene, int index, List<Move> all) {
		Player process = scene.process(index);
		if (!process.alive()) {
			all.add(new Move(process.name() + " starts again", () -> this.both.restart(scene, index)));
		}
		else if (process.frozen()) {
			all.add(new Move(process.name() + " resumes", () -> this.both.frozen(scene, index, false)));
		}
	}

	private void arrivals(PairedScene scene, int index, List<Move> all, boolean faults) {
		boolean runs = scene.process(index).runs();
		Optional<Long> news = scene.news(index);
		if (runs && news.isPresent()) {
			all.add(new Move(Mode.name(index) + " learns that it has acquired the first lock",
					() -> this.both.notified(scene, index, news.get())));
		}
		lift(all, "the first lock: ", with(scene.first(), index, runs, faults), scene::withFirst);
		lift(all, "the second lock: ", with(scene.second(), index, runs, faults), scene::withSecond);
	}

	private List<Move> with(Scene lock, int index, boolean runs, boolean faults) {
		return listed((into) -> {
			if (runs) {
				this.moves.arrivals(lock, index, into);
			}
			this.moves.late(lock, index, into);
			if (runs && faults) {
				this.moves.network(lock, index, into);
			}
		});
	}

	/**
	 * Adds the move that finishes a candidate's guarded call. The call of a candidate
	 * that needs both locks counts in both terms, but is recorded only with the second
	 * lock, since the first lock is kept until the term on the second lock has ended.
	 */
	private void finish(PairedScene scene, int index, List<Move> all) {
		if (!scene.process(index).runs()) {
			return;
		}
		boolean inSecond = scene.pairs().get(index).needsSecond();
		Scene lock = inSecond ? scene.second() : scene.first();
		if (lock.players().get(index).call().isPresent()) {
			lift(all, "", List.of(new Move("the guarded call of " + Mode.name(index) + " finishes",
					() -> this.world.finish(lock, index))), inSecond ? scene::withSecond : scene::withFirst);
		}
	}

	private void processFaults(PairedScene scene, int index, List<Move> all) {
		Player process = scene.process(index);
		if (!process.alive()) {
			return;
		}
		all.add(new Move(process.name() + " crashes", () -> this.both.crash(scene, index, process.pod())));
		if (!process.frozen()) {
			all.add(new Move(process.name() + " freezes", () -> this.both.frozen(scene, index, true)));
		}
	}

	private void wishes(PairedScene scene, int index, List<Move> all) {
		Player process = scene.process(index);
		if (!process.runs()) {
			return;
		}
		boolean inFirst = scene.pairs().get(index).needsFirst();
		Scene lock = (inFirst ? scene.first() : scene.second()).wished();
		Function<Scene, PairedScene> back = inFirst ? scene::withFirst : scene::withSecond;
		if (process.state() instanceof State.Stopped) {
			all.add(start(new PairedScene(scene.first().wished(), scene.second(), scene.pairs()), index));
		}
		else {
			lift(all, "", List
				.of(new Move(process.name() + " is stopped", () -> this.world.feed(lock, index, new Input.Stop()))),
					back);
		}
		if (scene.leads(index)) {
			lift(all, "", List.of(new Move(process.name() + " yields", () -> this.world.yields(lock, index))), back);
			boolean inSecond = scene.pairs().get(index).needsSecond();
			Scene calling = (inSecond ? scene.second() : scene.first()).wished();
			Player player = calling.players().get(index);
			OptionalLong term = OptionalLong.of(player.authority().orElseThrow().term());
			if (player.call().isEmpty()) {
				lift(all, "",
						List.of(new Move("a guarded call begins at " + process.name(),
								() -> calling.with(index, player.calling(term)))),
						inSecond ? scene::withSecond : scene::withFirst);
			}
		}
	}

	private Move start(PairedScene scene, int index) {
		boolean inFirst = scene.pairs().get(index).needsFirst();
		Scene lock = inFirst ? scene.first() : scene.second();
		return new Move(Mode.name(index) + " is started", () -> {
			Scene started = this.world.feed(lock, index, new Input.Start());
			return this.both.settled(inFirst ? scene.withFirst(started) : scene.withSecond(started));
		});
	}

	private static List<Move> listed(Consumer<List<Move>> source) {
		List<Move> listed = new ArrayList<>();
		source.accept(listed);
		return listed;
	}

	/**
	 * Adds moves of one lock, each followed by the decisions about the other lock.
	 */
	private void lift(List<Move> all, String prefix, List<Move> ofOne, Function<Scene, PairedScene> back) {
		ofOne.forEach((move) -> all
			.add(new Move(prefix + move.story(), () -> this.both.settled(back.apply((Scene) move.result().get())))));
	}

}
