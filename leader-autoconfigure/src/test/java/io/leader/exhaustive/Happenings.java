package io.leader.exhaustive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.engine.machine.Failure;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * The effect of each move on a situation.
 */
final class Happenings {

	private static final long DAY = Duration.ofDays(1).toNanos();

	private final Mode mode;

	private final Machine machine;

	Happenings(Mode mode, Machine machine) {
		this.mode = mode;
		this.machine = machine;
	}

	Scene feed(Scene scene, int index, Input input) {
		return new Stage(this.machine, this.mode, scene, index).feed(input, 0);
	}

	Scene arrive(Scene scene, int index, Item item) {
		Stage stage = new Stage(this.machine, this.mode, scene, index).without(item);
		if (item instanceof Item.Read read) {
			LockSnapshot lock = this.mode.heldForLife()
					? scene.server().verified(scene.players().stream().map(Player::pod).toList())
					: scene.server().lock();
			return replace(scene, index, item, new Item.ReadResult(read.call(), read.expires(), lock, read.late()));
		}
		if (item instanceof Item.Write write) {
			return apply(scene, index, write);
		}
		if (item instanceof Item.ReadResult result) {
			return stage.feed(new Input.ReadSucceeded(result.call(), result.lock()), 0);
		}
		if (item instanceof Item.WriteResult result) {
			return stage.feed(result.refused() ? new Input.WriteFailed(result.call(), failure(Kind.CONFLICT))
					: new Input.Written(result.call(), result.written()), result.sent());
		}
		if (item instanceof Item.Opening opening) {
			Scene open = stage.watching(opening.session()).feed(new Input.WatchOpened(opening.session()), 0);
			for (LockSnapshot change : scene.server().changes()) {
				if (change.version() > opening.from() && open.players().get(index).watch().isPresent()) {
					open = add(open, index, new Item.Reported(opening.session(), change, false));
				}
			}
			return open;
		}
		if (item instanceof Item.Reported shown) {
			return stage.feed(new Input.WatchReported(shown.session(), shown.lock()), 0);
		}
		if (item instanceof Item.Ended ended) {
			return stage.feed(new Input.WatchEnded(ended.session()), 0);
		}
		if (item instanceof Item.Listening listening) {
			return stage.feed(new Input.ListenersReturned(listening.term()), 0);
		}
		return stage.feed(new Input.Yielded(((Item.Yielding) item).term()), 0);
	}

	/**
	 * Responds to a first read with an earlier version, as a lagging shared watch does.
	 * For a lock that is held for life, the read nevertheless verifies whether the Pod of
	 * that version's holder exists.
	 */
	Scene complete(Scene scene, int index, Item.Read read, LockSnapshot earlier) {
		LockRecord record = earlier.record();
		boolean gone = this.mode.heldForLife() && record != null && !record.isFree()
				&& scene.players().stream().map(Player::pod).noneMatch(Server.podOf(record)::equals);
		LockSnapshot shown = gone ? earlier.withHolderGone() : earlier;
		return replace(scene, index, read, new Item.ReadResult(read.call(), read.expires(), shown, read.late()));
	}

	private Scene apply(Scene scene, int index, Item.Write write) {
		Server after = scene.server().write(write.write().base(), write.write().record());
		boolean refused = after.version() == scene.server().version();
		Scene next = remove(scene, index, write);
		if (!write.givenUp()) {
			next = add(next, index, new Item.WriteResult(write.write().call(), write.sent(), write.expires(),
					after.lock(), refused, write.late()));
		}
		return refused ? next : changed(next, after);
	}

	Scene tamper(Scene scene, Server after) {
		return changed(scene.disowning().faulty(), after);
	}

	/**
	 * Applies the state of the server after an attempt to change the lock. If the lock
	 * has changed, adds the change to the events that the open watches are about to
	 * deliver.
	 */
	Scene changed(Scene scene, Server after) {
		if (after.version() == scene.server().version()) {
			return scene;
		}
		Scene next = scene.with(after);
		LockSnapshot change = after.changes().get(after.changes().size() - 1);
		for (int i = 0; i < next.players().size(); i++) {
			OptionalLong watch = next.players().get(i).watch();
			if (watch.isPresent()) {
				next = add(next, i, new Item.Reported(watch.getAsLong(), change, false));
			}
		}
		return next;
	}

	Scene lost(Scene scene, int index, Item item) {
		return failed(scene, index, item, failure(Kind.FAILED));
	}

	/**
	 * Makes the server refuse a request and ask the client to wait for a day.
	 */
	Scene refused(Scene scene, int index, Item item) {
		return failed(scene, index, item, new Failure(Kind.FAILED, "", OptionalLong.of(DAY)));
	}

	private Scene failed(Scene scene, int index, Item item, Failure failure) {
		Stage stage = new Stage(this.machine, this.mode, scene, index).without(item);
		if (item instanceof Item.Read read) {
			return stage.feed(new Input.ReadFailed(read.call(), failure), 0);
		}
		if (item instanceof Item.ReadResult result) {
			return stage.feed(new Input.ReadFailed(result.call(), failure), 0);
		}
		if (item instanceof Item.Write write) {
			return stage.feed(new Input.WriteFailed(write.write().call(), failure), 0);
		}
		if (item instanceof Item.Opening opening) {
			return stage.feed(new Input.WatchFailed(opening.session(), failure), 0);
		}
		return stage.feed(new Input.WriteFailed(((Item.WriteResult) item).call(), failure), 0);
	}

	Scene giveUp(Scene scene, int index, Item.Write write) {
		Item left = new Item.Write(write.write(), write.sent(), Long.MAX_VALUE, true, true);
		return add(lost(scene, index, write), index, left);
	}

	private static Failure failure(Kind kind) {
		return new Failure(kind, "", OptionalLong.empty());
	}

	Scene tick(Scene scene, int slow) {
		Scene next = scene;
		for (int i = 0; i < scene.players().size(); i++) {
			Player player = next.players().get(i);
			next = next.with(i, player.at(player.clock() + ((i != slow) ? Mode.TICK : 0)));
			next = expire(next, i);
		}
		return next;
	}

	/**
	 * Times out the reads and writes of a running candidate that have not reached the
	 * server in time.
	 */
	private Scene expire(Scene scene, int index) {
		Scene next = scene;
		Player player = scene.players().get(index);
		for (Item item : player.items()) {
			if (player.runs() && item instanceof Item.Write write && write.expires() <= player.clock()) {
				next = giveUp(next, index, write);
			}
			else if (player.runs() && item instanceof Item.Read read && read.expires() <= player.clock()) {
				next = lost(next, index, item);
			}
		}
		return next;
	}

	Scene crash(Scene scene, int index, String pod) {
		Player player = scene.players().get(index);
		List<Item> left = player.items()
			.stream()
			.filter((item) -> item instanceof Item.Write)
			.map((item) -> (Item) new Item.Write(((Item.Write) item).write(), ((Item.Write) item).sent(),
					Long.MAX_VALUE, true, true))
			.toList();
		Player newborn = Mode.newborn(this.machine, player.name(), pod, player.starts() + 1, player.clock());
		return scene.forgetting(player.name()).with(index, newborn.with(left).alive(false));
	}

	Scene restart(Scene scene, int index) {
		return feed(scene.with(index, scene.players().get(index).alive(true)), index, new Input.Start());
	}

	Scene frozen(Scene scene, int index, boolean frozen) {
		Scene next = scene.with(index, scene.players().get(index).frozen(frozen));
		return frozen ? next : expire(next, index);
	}

	/**
	 * Makes a candidate give up its authority, and puts the notification of its machine
	 * in transit.
	 */
	Scene yields(Scene scene, int index) {
		Player player = scene.players().get(index);
		long term = player.authority().orElseThrow().term();
		return add(scene.with(index, player.with(Optional.empty())), index, new Item.Yielding(term, false));
	}

	Scene finish(Scene scene, int index) {
		Player player = scene.players().get(index);
		long term = player.call().orElseThrow();
		Scene next = scene.with(index, player.calling(OptionalLong.empty()));
		boolean ended = player.authority().filter((held) -> held.term() == term).isEmpty();
		return ended ? feed(next, index, new Input.CallsFinished(term)) : next;
	}

	Scene add(Scene scene, int index, Item item) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.add(item);
		return scene.with(index, scene.players().get(index).with(items));
	}

	private static Scene remove(Scene scene, int index, Item item) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.remove(item);
		return scene.with(index, scene.players().get(index).with(items));
	}

	Scene replace(Scene scene, int index, Item item, Item other) {
		List<Item> items = new ArrayList<>(scene.players().get(index).items());
		items.set(items.indexOf(item), other);
		return scene.with(index, scene.players().get(index).with(items));
	}

	Scene silence(Scene scene, int index) {
		Player player = scene.players().get(index);
		return scene.with(index, player.withoutWatch()
			.with(player.items().stream().filter((item) -> !(item instanceof Item.Reported)).toList()));
	}

}
