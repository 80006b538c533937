package io.leader.exhaustive;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.Rules;
import io.leader.lock.InstanceMark;

/**
 * A game with one lock: the number of candidates, the kind of lock, and how much may go
 * wrong. Time advances in ticks of one second.
 *
 * @param candidates the number of candidates
 * @param faults the maximum number of faults on one path
 * @param wishes the maximum number of requests, such as a stop or a yield, on one path
 * @param heldForLife whether the lock does not expire
 * @param settled whether the search begins with one leader and its followers
 * @param pace the lease duration and the renew deadline, in ticks
 * @param watches whether the candidates may watch the lock
 * @param troubles the kinds of faults
 */
record Mode(int candidates, int faults, int wishes, boolean heldForLife, boolean settled, Pace pace, boolean watches,
		Set<Trouble> troubles) implements Game {

	static final long TICK = Duration.ofSeconds(1).toNanos();

	/** The resolution at which the lock stores times. */
	static final Duration RESOLUTION = Duration.ofSeconds(1);

	/**
	 * The initial clock reading, which is large enough that times shortly before it are
	 * not negative.
	 */
	private static final long BEGINNING = 100 * TICK;

	Mode(int candidates, int faults, int wishes, boolean heldForLife, boolean settled) {
		this(candidates, faults, wishes, heldForLife, settled, Pace.COARSE, true, EnumSet.allOf(Trouble.class));
	}

	Mode fine() {
		return new Mode(this.candidates, this.faults, this.wishes, this.heldForLife, this.settled, Pace.FINE,
				this.watches, this.troubles);
	}

	Mode withoutWatches() {
		return new Mode(this.candidates, this.faults, this.wishes, this.heldForLife, this.settled, this.pace, false,
				this.troubles);
	}

	Mode only(Trouble first, Trouble... others) {
		return new Mode(this.candidates, this.faults, this.wishes, this.heldForLife, this.settled, this.pace,
				this.watches, EnumSet.of(first, others));
	}

	Machine machine() {
		return new Machine(rules());
	}

	private Rules rules() {
		return new Rules(lease(), this.pace.lease(), this.pace.deadline() * TICK, TICK, List.of(), lease(), 0, true,
				false, new Rules.Traits(this.heldForLife, this.heldForLife, RESOLUTION));
	}

	private long lease() {
		return this.pace.lease() * TICK;
	}

	long authorityEnd(long sent) {
		return this.heldForLife ? Long.MAX_VALUE : sent + this.pace.deadline() * TICK;
	}

	long leaseEnd(long sent) {
		return this.heldForLife ? Long.MAX_VALUE : sent + lease();
	}

	/**
	 * Returns whether there have been no faults and no requests.
	 */
	boolean isCalm(Scene scene) {
		return scene.faults() == this.faults && scene.wishes() == this.wishes;
	}

	@Override
	public Play begin() {
		Machine machine = machine();
		Moves moves = new Moves(this, machine);
		return new Play() {

			@Override
			public Position beginning() {
				Scene scene = Mode.this.beginning(machine);
				return Mode.this.settled ? settled(scene) : scene;
			}

			@Override
			public List<Moves.Move> moves(Position from) {
				return moves.of((Scene) from);
			}

			@Override
			public Moves.Move fairMove(Position from) {
				return moves.fair((Scene) from).get(0);
			}

		};
	}

	@Override
	public String start() {
		return this.settled ? "one candidate leads, the others follow" : "all candidates start";
	}

	private Scene beginning(Machine machine) {
		Scene scene = beforeTheStart(machine);
		for (int i = 0; i < this.candidates; i++) {
			scene = new Stage(machine, this, scene, i).feed(new Input.Start(), 0);
		}
		return scene;
	}

	/**
	 * Returns the situation before any candidate is started, in which there is no lock.
	 */
	Scene beforeTheStart(Machine machine) {
		List<Player> players = new ArrayList<>();
		for (int i = 0; i < this.candidates; i++) {
			players.add(newborn(machine, name(i), "uid-" + name(i), 0, BEGINNING));
		}
		return new Scene(Server.EMPTY, List.copyOf(players), this.faults, this.wishes, 0, Set.of(), false);
	}

	static String name(int index) {
		return String.valueOf((char) ('a' + index));
	}

	/**
	 * Returns a candidate that has not been started, in a new process.
	 */
	static Player newborn(Machine machine, String name, String pod, int starts, long clock) {
		InstanceMark mark = new InstanceMark(pod, name + starts);
		return new Player(name, starts, true, false, clock, machine.initial(name, mark, 0), Optional.empty(),
				OptionalLong.empty(), OptionalLong.empty(), Map.of(), List.of(), Player.Memory.NONE, Optional.empty());
	}

}
