package io.leader.exhaustive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.Purpose;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Transition;
import io.leader.engine.machine.Window;
import io.leader.exhaustive.Player.Authority;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockSnapshot;

/**
 * Feeds an input to a candidate's machine, as the shell does, and notes what the machine
 * wants done; checks that each of these is allowed.
 */
final class Stage {

	private final Machine machine;

	private final Mode mode;

	private Scene scene;

	private final int index;

	private final Deque<Input> inputs = new ArrayDeque<>();

	private final List<Item> items;

	private State state;

	private Optional<Authority> authority;

	private OptionalLong watch;

	private int starts;

	private Player.Memory memory;

	private Map<Alarm, Window> wakes;

	Stage(Machine machine, Mode mode, Scene scene, int index) {
		this.machine = machine;
		this.mode = mode;
		this.scene = scene;
		this.index = index;
		Player player = player();
		this.items = new ArrayList<>(player.items());
		this.state = player.state();
		this.authority = player.authority();
		this.watch = player.watch();
		this.starts = player.starts();
		this.memory = player.memory();
		this.wakes = player.wakes();
	}

	private Player player() {
		return this.scene.players().get(this.index);
	}

	/**
	 * Takes something off that has arrived.
	 */
	Stage without(Item item) {
		this.items.remove(item);
		return this;
	}

	Stage watching(long session) {
		this.watch = OptionalLong.of(session);
		return this;
	}

	Stage watchingNoMore() {
		this.watch = OptionalLong.empty();
		return this;
	}

	Scene feed(Input input, long sent) {
		this.inputs.add(input);
		while (!this.inputs.isEmpty()) {
			long now = player().clock();
			if (this.authority.filter((held) -> now >= held.ends()).isPresent()) {
				advance(new Input.AuthorityOver(this.authority.get().term()), sent);
			}
			advance(this.inputs.remove(), sent);
		}
		Player before = player();
		return this.scene.with(this.index,
				new Player(before.name(), this.starts, before.alive(), before.frozen(), before.clock(), this.state,
						this.authority, before.call(), this.watch, this.wakes, List.copyOf(this.items), this.memory));
	}

	private void advance(Input input, long sent) {
		Transition transition = this.machine.next(this.state, input, player().clock());
		if (input instanceof Input.ReadAnswered answered) {
			see(answered.snapshot());
		}
		else if (input instanceof Input.WatchShowed showed) {
			see(showed.snapshot());
		}
		boolean wasFollowing = this.state instanceof State.Following;
		this.state = transition.state();
		this.wakes = new EnumMap<>(Alarm.class);
		for (Effect effect : transition.effects()) {
			perform(effect, sent);
		}
		boolean sends = transition.effects()
			.stream()
			.anyMatch((effect) -> effect instanceof Effect.Write || effect instanceof Effect.Read);
		if (sends && wasFollowing && !this.mode.heldForLife() && input instanceof Input.Rang
				&& this.mode.isCalm(this.scene) && this.state.situation().tracker().isTaken(player().clock())
				&& this.watch.isPresent()) {
			throw new Violation("a follower sends something although its watch is open and the lock is held");
		}
	}

	private void see(LockSnapshot snapshot) {
		this.memory = this.memory.seeing(snapshot, player().name(), player().clock());
	}

	private void perform(Effect effect, long sent) {
		long now = player().clock();
		if (effect instanceof Effect.Read read) {
			this.items.add(new Item.Read(read.call(), now + read.timeout(), false));
		}
		else if (effect instanceof Effect.Write write) {
			write(write);
		}
		else if (effect instanceof Effect.OpenWatch open) {
			this.items.add(new Item.Opening(open.session(), open.from().version(), false));
		}
		else if (effect instanceof Effect.CloseWatch close) {
			this.items.removeIf((item) -> item instanceof Item.Shown shown && shown.session() == close.session());
			if (this.watch.isPresent() && this.watch.getAsLong() == close.session()) {
				this.watch = OptionalLong.empty();
			}
		}
		else if (effect instanceof Effect.BeginAuthority begin) {
			begin(begin, sent);
		}
		else if (effect instanceof Effect.Prolong prolong) {
			this.authority = this.authority.filter((held) -> held.term() == prolong.term() && now < held.ends())
				.map((held) -> new Authority(held.term(), this.mode.authorityEnd(sent)))
				.or(() -> this.authority);
		}
		else if (effect instanceof Effect.EndAuthority end) {
			this.authority = Optional.empty();
			if (player().call().isEmpty() || player().call().getAsLong() != end.term()) {
				this.inputs.add(new Input.CallsFinished(end.term()));
			}
		}
		else if (effect instanceof Effect.TellRevoked revoked) {
			this.items.add(new Item.Listening(revoked.term(), false));
		}
		else if (effect instanceof Effect.DrawName) {
			this.inputs.addFirst(new Input.Named(player().name(), drawMark()));
		}
		else if (effect instanceof Effect.DrawMark) {
			this.inputs.addFirst(new Input.Marked(drawMark()));
		}
		else if (effect instanceof Effect.Wake wake) {
			this.wakes.put(wake.alarm(), wake.window());
		}
	}

	private InstanceMark drawMark() {
		this.starts++;
		return new InstanceMark(player().pod(), player().name() + this.starts);
	}

	private void write(Effect.Write write) {
		long now = player().clock();
		if (write.purpose() == Purpose.RELEASE) {
			if (this.authority.isPresent()) {
				throw new Violation("the lock is released while the authority lasts");
			}
			if (player().call().isPresent()) {
				throw new Violation("the lock is released while a guarded call is running");
			}
			if (this.items.stream().anyMatch(Item.Listening.class::isInstance)) {
				throw new Violation("the lock is released before the listeners have returned");
			}
		}
		if (write.purpose() == Purpose.CLAIM && now < this.memory.until()) {
			throw new Violation(player().name() + " claims the lock although it has seen a holder whose lease lasts");
		}
		this.items.add(new Item.Write(write, now, now + write.timeout(), false, false));
	}

	private void begin(Effect.BeginAuthority begin, long sent) {
		if (begin.token() <= this.scene.token() && !this.scene.isDisowned(player().name(), begin.term())) {
			throw new Violation("a fencing token does not grow");
		}
		this.scene = this.scene.granted(begin.token());
		this.authority = Optional.of(new Authority(begin.term(), this.mode.authorityEnd(sent)));
	}

}
