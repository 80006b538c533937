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
import io.leader.engine.machine.Cause;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Failure;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.Outbox;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Transition;
import io.leader.engine.machine.Window;
import io.leader.exhaustive.Player.Authority;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockSnapshot;

/**
 * Feeds an input to a candidate's machine, as the engine does, performs the effects that
 * the machine requests, and checks that the step follows the rules.
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

	private Optional<Player.Ending> ending;

	private final StepRules rules;

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
		this.ending = player.ending();
		this.rules = new StepRules(mode);
	}

	private Player player() {
		return this.scene.players().get(this.index);
	}

	/**
	 * Removes an item that has arrived or failed.
	 */
	Stage without(Item item) {
		this.items.remove(item);
		return this;
	}

	Stage watching(long session) {
		this.watch = OptionalLong.of(session);
		return this;
	}

	/**
	 * Feeds an input, and the inputs that immediately follow from it.
	 * @param input the input
	 * @param sent when the write to which the input responds was sent; irrelevant for any
	 * other input
	 */
	Scene feed(Input input, long sent) {
		this.inputs.add(input);
		while (!this.inputs.isEmpty()) {
			advance(this.inputs.remove(), sent);
		}
		return this.scene.with(this.index, current());
	}

	private Player current() {
		Player before = player();
		return new Player(before.name(), this.starts, before.alive(), before.frozen(), before.clock(), this.state,
				this.authority, before.call(), this.watch, this.wakes, List.copyOf(this.items), this.memory,
				this.ending);
	}

	private void advance(Input input, long sent) {
		long now = player().clock();
		Transition transition = this.machine.next(this.state, input, now);
		long highest = this.memory.highest();
		if (input instanceof Input.ReadSucceeded read) {
			see(read.snapshot());
		}
		else if (input instanceof Input.WatchReported showed) {
			see(showed.snapshot());
		}
		State before = this.state;
		this.state = transition.state();
		this.wakes = new EnumMap<>(Alarm.class);
		for (Effect effect : transition.effects()) {
			perform(effect, input, before, highest, sent);
		}
		this.rules.stepped(player().name(), input, before, this.state, highest, !this.wakes.isEmpty());
		if (this.state instanceof State.Leading leading && this.authority.isPresent()) {
			this.rules.leads(current(), leading, this.authority.get(), input);
		}
		if (before instanceof State.SteppingDown down && !(this.state instanceof State.SteppingDown)) {
			this.rules.steppedDown(current(), this.scene, input, down);
		}
		if (this.state instanceof State.Stopped && !(before instanceof State.Stopped)) {
			this.rules.stopped(current(), before);
		}
		this.ending = this.ending.filter((one) -> this.state instanceof State.SteppingDown
				|| (this.state instanceof State.Following && now < one.holdsBackUntil()));
		if (this.mode.isCalm(this.scene)) {
			this.rules.calm(current(), before, transition);
		}
	}

	private void see(LockSnapshot snapshot) {
		this.memory = this.memory.seeing(snapshot, player().pod(), player().clock());
	}

	private void perform(Effect effect, Input input, State before, long highest, long sent) {
		long now = player().clock();
		if (effect instanceof Effect.Read read) {
			this.rules.call(current(), read.call());
			this.items.add(new Item.Read(read.call(), now + read.timeout(), read.first(), false));
		}
		else if (effect instanceof Effect.Write write) {
			this.rules.call(current(), write.call());
			this.rules.write(current(), write);
			this.items.add(new Item.Write(write, now, now + write.timeout(), false, false));
		}
		else if (effect instanceof Effect.OpenWatch open && !this.mode.watches()) {
			this.inputs.add(new Input.WatchFailed(open.session(),
					new Failure(Kind.DENIED, "not allowed", OptionalLong.empty())));
		}
		else if (effect instanceof Effect.OpenWatch open) {
			this.rules.call(current(), open.session());
			this.items.add(new Item.Opening(open.session(), open.from().version(), false));
		}
		else if (effect instanceof Effect.CloseWatch close) {
			this.items.removeIf((item) -> item instanceof Item.Reported shown && shown.session() == close.session());
			if (this.watch.isPresent() && this.watch.getAsLong() == close.session()) {
				this.watch = OptionalLong.empty();
			}
		}
		else if (effect instanceof Effect.BeginAuthority begin) {
			long claimed = sent(before, begin.call(), input, sent);
			this.rules.begin(current(), input, before, begin, claimed);
			begin(begin, claimed, highest);
		}
		else if (effect instanceof Effect.Prolong prolong) {
			this.rules.prolong(current(), input, before, prolong);
			long renewed = sent(before, prolong.call(), input, sent);
			this.authority = this.authority.filter((held) -> held.term() == prolong.term() && now < held.ends())
				.map((held) -> new Authority(held.term(), this.mode.authorityEnd(renewed), held.token(), held.after()))
				.or(() -> this.authority);
		}
		else if (effect instanceof Effect.EndAuthority end) {
			this.authority = Optional.empty();
			if (player().call().isEmpty() || player().call().getAsLong() != end.term()) {
				this.inputs.add(new Input.CallsFinished(end.term()));
			}
		}
		else if (effect instanceof Effect.NotifyRevoked revoked) {
			this.rules.revoked(current(), this.scene, revoked);
			this.items.add(new Item.Listening(revoked.term(), false));
			if (before instanceof State.Leading leading) {
				this.ending = Optional.of(new Player.Ending(this.mode.leaseEnd(leading.term().sent()),
						(revoked.cause() == Cause.YIELDED) ? now + Mode.TICK : now));
			}
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

	/**
	 * Returns when the write that an input acknowledges was sent.
	 * @param responded when the write was sent, provided that the input is the response
	 * to it
	 */
	private static long sent(State before, long call, Input input, long responded) {
		return (input instanceof Input.Written) ? responded
				: before.situation().outbox().find(call).map(Outbox.Write::sent).orElse(responded);
	}

	private InstanceMark drawMark() {
		this.starts++;
		return new InstanceMark(player().pod(), player().name() + this.starts);
	}

	private void begin(Effect.BeginAuthority begin, long sent, long highest) {
		if (begin.token() <= this.scene.token() && !this.scene.isDisowned(player().name(), begin.term())) {
			throw new Violation("a fencing token is not larger than all earlier ones");
		}
		this.scene = this.scene.granted(begin.token());
		this.authority = Optional.of(new Authority(begin.term(), this.mode.authorityEnd(sent), begin.token(), highest));
	}

}
