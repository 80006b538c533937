package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Failure;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.State;
import io.leader.lock.LockSnapshot;

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
	record Move(String story, Supplier<Scene> result) {
	}

	private final Mode mode;

	private final Machine machine;

	Moves(Mode mode, Machine machine) {
		this.mode = mode;
		this.machine = machine;
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
			moves.add(new Move("a second passes", () -> tick(scene, -1)));
			for (int i = 0; scene.faults() > 0 && i < scene.players().size(); i++) {
				int slow = i;
				moves.add(new Move("a second passes, which the clock of " + Mode.name(i) + " does not count",
						() -> tick(scene.faulty(), slow)));
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
				moves.add(new Move(player.name() + " starts again", () -> restart(scene, index)));
			}
			else if (player.frozen()) {
				moves.add(new Move(player.name() + " goes on", () -> frozen(scene, index, false)));
			}
			else if (player.state() instanceof State.Stopped) {
				moves.add(new Move(player.name() + " is started", () -> feed(scene, index, new Input.Start())));
			}
			else if (player.call().isPresent()) {
				moves.add(new Move("the guarded call of " + player.name() + " finishes", () -> finish(scene, index)));
			}
			else {
				ordinary(scene, i, moves);
				late(scene, i, moves);
			}
		}
		if (moves.isEmpty()) {
			moves.add(new Move("a second passes", () -> tick(scene, -1)));
		}
		return moves;
	}

	private void ordinary(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.alive()) {
			moves.add(new Move(player.name() + " starts again", () -> restart(scene, index)));
			return;
		}
		if (player.frozen()) {
			moves.add(new Move(player.name() + " goes on", () -> frozen(scene, index, false)));
			return;
		}
		player.items()
			.stream()
			.filter((item) -> !item.late())
			.findFirst()
			.ifPresent((item) -> moves.add(new Move(describe(player, item), () -> arrive(scene, index, item))));
		Arrays.stream(Alarm.values())
			.filter((alarm) -> player.isUrgent(alarm) || (alarm == Alarm.CLAIM && player.mayRing(alarm)))
			.findFirst()
			.ifPresent((alarm) -> moves.add(new Move(player.name() + " is woken for " + alarm,
					() -> feed(scene, index, new Input.Rang(alarm)))));
		if (player.call().isPresent()) {
			moves.add(new Move("the guarded call of " + player.name() + " finishes", () -> finish(scene, index)));
		}
	}

	private void late(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		for (Item item : player.items()) {
			boolean inNetwork = item instanceof Item.Write || item instanceof Item.Read;
			if (player.runs() ? item.late() : inNetwork) {
				moves.add(new Move("late: " + describe(player, item), () -> arrive(scene, index, item)));
			}
		}
	}

	private void faults(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.alive()) {
			return;
		}
		moves.add(new Move(player.name() + " crashes", () -> crash(scene.faulty(), index, player.pod())));
		moves.add(new Move("the Pod of " + player.name() + " is replaced",
				() -> crash(scene.faulty(), index, player.pod() + "'")));
		if (player.frozen()) {
			return;
		}
		moves.add(new Move(player.name() + " freezes", () -> frozen(scene.faulty(), index, true)));
		player.items().stream().filter((item) -> !item.late()).findFirst().ifPresent((item) -> {
			moves.add(new Move("late from now on: " + describe(player, item),
					() -> replace(scene.faulty(), index, item, item.delayed())));
			if (item instanceof Item.Write || item instanceof Item.Read || item instanceof Item.WriteAnswer
					|| item instanceof Item.ReadAnswer || item instanceof Item.Opening) {
				moves.add(new Move("lost: " + describe(player, item), () -> unanswered(scene.faulty(), index, item)));
			}
			if (item instanceof Item.Write write) {
				moves.add(new Move("given up, and may still be applied: " + describe(player, item),
						() -> giveUp(scene.faulty(), index, write)));
			}
			if (item instanceof Item.Shown) {
				moves.add(new Move("the watch of " + player.name() + " falls silent", () -> silence(scene.faulty(), index)));
			}
		});
		if (player.watch().isPresent()) {
			Item ended = new Item.Ended(player.watch().getAsLong(), false);
			moves.add(new Move("the watch of " + player.name() + " breaks",
					() -> add(silence(scene.faulty(), index), index, ended)));
		}
	}

	private void wishes(Scene scene, int index, List<Move> moves) {
		Player player = scene.players().get(index);
		if (!player.runs()) {
			return;
		}
		if (player.state() instanceof State.Stopped) {
			moves.add(new Move(player.name() + " is started", () -> feed(scene.wished(), index, new Input.Start())));
		}
		else {
			moves.add(new Move(player.name() + " is stopped", () -> feed(scene.wished(), index, new Input.Stop())));
		}
		if (player.leads()) {
			long term = player.authority().orElseThrow().term();
			moves.add(new Move(player.name() + " yields", () -> add(scene.wished().with(index, player.with(Optional.empty())), index,
					new Item.Yielding(term, false))));
			if (player.call().isEmpty()) {
				moves.add(new Move("a guarded call begins at " + player.name(),
						() -> scene.wished().with(index, player.calling(OptionalLong.of(term)))));
			}
		}
	}

	private void hands(Scene scene, List<Move> moves) {
		Stream.of(new Move("somebody deletes the lock", () -> layHands(scene, scene.server().deleted())),
				new Move("somebody releases the lock", () -> layHands(scene, scene.server().releasedByOthers())),
				new Move("somebody touches the lock", () -> changed(scene.faulty(), scene.server().touched())),
				new Move("somebody writes the renew time", () -> changed(scene.faulty(), scene.server().renewedByOthers())),
				new Move("somebody mangles the lock", () -> layHands(scene, scene.server().mangled())))
			.filter((move) -> !scene.server().lock().isAbsent())
			.forEach(moves::add);
	}

	// What a move does

	private Scene feed(Scene scene, int index, Input input) {
		return new Stage(this.machine, this.mode, scene, index).feed(input, 0);
	}

	private Scene arrive(Scene scene, int index, Item item) {
		Stage stage = new Stage(this.machine, this.mode, scene, index).without(item);
		if (item instanceof Item.Read read) {
			LockSnapshot lock = this.mode.heldForLife()
					? scene.server().verified(scene.players().stream().map(Player::pod).toList())
					: scene.server().lock();
			return replace(scene, index, item, new Item.ReadAnswer(read.call(), read.expires(), lock, read.late()));
		}
		if (item instanceof Item.Write write) {
			return apply(scene, index, write);
		}
		if (item instanceof Item.ReadAnswer answer) {
			return stage.feed(new Input.ReadAnswered(answer.call(), answer.lock()), 0);
		}
		if (item instanceof Item.WriteAnswer answer) {
			return stage.feed(answer.refused() ? new Input.WriteFailed(answer.call(), failure(Failure.Kind.CONFLICT))
					: new Input.Written(answer.call(), answer.written()), answer.sent());
		}
		if (item instanceof Item.Opening opening) {
			Scene open = stage.watching(opening.session()).feed(new Input.WatchOpened(opening.session()), 0);
			for (LockSnapshot change : scene.server().changes()) {
				if (change.version() > opening.from() && open.players().get(index).watch().isPresent()) {
					open = add(open, index, new Item.Shown(opening.session(), change, false));
				}
			}
			return open;
		}
		if (item instanceof Item.Shown shown) {
			return stage.feed(new Input.WatchShowed(shown.session(), shown.lock()), 0);
		}
		if (item instanceof Item.Ended ended) {
			return stage.feed(new Input.WatchEnded(ended.session()), 0);
		}
		if (item instanceof Item.Listening listening) {
			return stage.feed(new Input.ListenersReturned(listening.term()), 0);
		}
		return stage.feed(new Input.Yielded(((Item.Yielding) item).term()), 0);
	}

	private Scene apply(Scene scene, int index, Item.Write write) {
		Server after = scene.server().write(write.write().base(), write.write().record());
		boolean refused = after == scene.server();
		Scene next = remove(scene, index, write);
		if (!write.givenUp()) {
			next = add(next, index, new Item.WriteAnswer(write.write().call(), write.sent(), write.expires(),
					after.lock(), refused, write.late()));
		}
		return refused ? next : changed(next, after);
	}

	private Scene layHands(Scene scene, Server after) {
		return changed(scene.disowning().faulty(), after);
	}

	/**
	 * Changes the lock, which open watches are about to show.
	 */
	private Scene changed(Scene scene, Server after) {
		if (after == scene.server()) {
			return scene;
		}
		Scene next = scene.with(after);
		LockSnapshot change = after.changes().get(after.changes().size() - 1);
		for (int i = 0; i < next.players().size(); i++) {
			OptionalLong watch = next.players().get(i).watch();
			if (watch.isPresent()) {
				next = add(next, i, new Item.Shown(watch.getAsLong(), change, false));
			}
		}
		return next;
	}

	private Scene unanswered(Scene scene, int index, Item item) {
		Stage stage = new Stage(this.machine, this.mode, scene, index).without(item);
		Failure failure = failure(Failure.Kind.UNKNOWN);
		if (item instanceof Item.Read read) {
			return stage.feed(new Input.ReadFailed(read.call(), failure), 0);
		}
		if (item instanceof Item.ReadAnswer answer) {
			return stage.feed(new Input.ReadFailed(answer.call(), failure), 0);
		}
		if (item instanceof Item.Write write) {
			return stage.feed(new Input.WriteFailed(write.write().call(), failure), 0);
		}
		if (item instanceof Item.Opening opening) {
			return stage.feed(new Input.WatchFailed(opening.session(), failure), 0);
		}
		return stage.feed(new Input.WriteFailed(((Item.WriteAnswer) item).call(), failure), 0);
	}

	private Scene giveUp(Scene scene, int index, Item.Write write) {
		Item left = new Item.Write(write.write(), write.sent(), Long.MAX_VALUE, true, true);
		return add(unanswered(scene, index, write), index, left);
	}

	private static Failure failure(Failure.Kind kind) {
		return new Failure(kind, "", OptionalLong.empty());
	}

	private Scene tick(Scene scene, int slow) {
		Scene next = scene;
		for (int i = 0; i < scene.players().size(); i++) {
			Player player = next.players().get(i);
			next = next.with(i, player.at(player.clock() + ((i != slow) ? Mode.TICK : 0)));
			next = expire(next, i);
		}
		return next;
	}

	/**
	 * No answer comes in time to what is late.
	 */
	private Scene expire(Scene scene, int index) {
		Scene next = scene;
		Player player = scene.players().get(index);
		for (Item item : player.items()) {
			if (player.runs() && item instanceof Item.Write write && write.expires() <= player.clock()) {
				next = giveUp(next, index, write);
			}
			else if (player.runs() && isExpired(item, player.clock())) {
				next = unanswered(next, index, item);
			}
		}
		return next;
	}

	private static boolean isExpired(Item item, long now) {
		return (item instanceof Item.Read read && read.expires() <= now)
				|| (item instanceof Item.ReadAnswer answer && answer.expires() <= now)
				|| (item instanceof Item.WriteAnswer written && written.expires() <= now);
	}

	private Scene crash(Scene scene, int index, String pod) {
		Player player = scene.players().get(index);
		List<Item> left = player.items()
			.stream()
			.filter((item) -> item instanceof Item.Write)
			.map((item) -> (Item) new Item.Write(((Item.Write) item).write(), ((Item.Write) item).sent(), Long.MAX_VALUE,
					true, true))
			.toList();
		Player newborn = Mode.newborn(this.machine, player.name(), pod, player.starts() + 1, player.clock());
		return scene.forgetting(player.name()).with(index, newborn.with(left).alive(false));
	}

	private Scene restart(Scene scene, int index) {
		return feed(scene.with(index, scene.players().get(index).alive(true)), index, new Input.Start());
	}

	private Scene frozen(Scene scene, int index, boolean frozen) {
		Scene next = scene.with(index, scene.players().get(index).frozen(frozen));
		return frozen ? next : expire(next, index);
	}

	private Scene finish(Scene scene, int index) {
		Player player = scene.players().get(index);
		long term = player.call().orElseThrow();
		Scene next = scene.with(index, player.calling(OptionalLong.empty()));
		boolean ended = player.authority().filter((held) -> held.term() == term).isEmpty();
		return ended ? feed(next, index, new Input.CallsFinished(term)) : next;
	}

	private static Scene add(Scene scene, int index, Item item) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.add(item);
		return scene.with(index, scene.players().get(index).with(items));
	}

	private static Scene remove(Scene scene, int index, Item item) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.remove(item);
		return scene.with(index, scene.players().get(index).with(items));
	}

	private static Scene replace(Scene scene, int index, Item item, Item other) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.set(items.indexOf(item), other);
		return scene.with(index, scene.players().get(index).with(items));
	}

	private static Scene silence(Scene scene, int index) {
		Player player = scene.players().get(index);
		return scene.with(index, player.withoutWatch()
			.with(player.items().stream().filter((item) -> !(item instanceof Item.Shown)).toList()));
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
			return "the watch" + of + " shows " + (shown.lock().isAbsent() ? "that the lock is gone"
					: (shown.lock().record() == null) ? "a mangled lock" : shown.lock().record().isFree()
							? "a free lock" : "that " + shown.lock().record().holder() + " holds the lock");
		}
		return item.getClass().getSimpleName() + of;
	}

}
