package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.leader.engine.machine.Pairing;
import io.leader.engine.machine.Purpose;
import io.leader.engine.machine.State;

/**
 * A situation with two locks, in which the candidates migrate from the first to the
 * second. Each candidate has the same index in both scenes.
 *
 * @param first the first lock, and the candidates as they use it
 * @param second the same for the second lock
 * @param pairs how each candidate uses the two locks
 */
record PairedScene(Scene first, Scene second, List<Pair> pairs) implements Position {

	PairedScene {
		int faults = Math.min(first.faults(), second.faults());
		int wishes = Math.min(first.wishes(), second.wishes());
		boolean drifted = first.drifted() || second.drifted();
		first = first.left(faults, wishes, drifted);
		second = second.left(faults, wishes, drifted);
	}

	PairedScene withFirst(Scene scene) {
		return new PairedScene(scene, this.second, this.pairs);
	}

	PairedScene withSecond(Scene scene) {
		return new PairedScene(this.first, scene, this.pairs);
	}

	PairedScene with(int index, Pair pair) {
		List<Pair> next = new ArrayList<>(this.pairs);
		next.set(index, pair);
		return new PairedScene(this.first, this.second, List.copyOf(next));
	}

	int candidates() {
		return this.pairs.size();
	}

	/**
	 * Returns the process of a candidate: from the scene of the first lock if the
	 * candidate needs that lock, and otherwise from the scene of the second lock.
	 */
	Player process(int index) {
		return (this.pairs.get(index).needsFirst() ? this.first : this.second).players().get(index);
	}

	/**
	 * Returns the number of a candidate's term on the first lock if the candidate needs
	 * both locks and has not been notified of this term.
	 */
	Optional<Long> news(int index) {
		State state = this.first.players().get(index).state();
		return (state instanceof State.Leading leading && this.pairs.get(index).needsBoth())
				? Optional.of(leading.term().number()).filter((term) -> term != this.pairs.get(index).notified())
				: Optional.empty();
	}

	boolean leads(int index) {
		Pair pair = this.pairs.get(index);
		return (!pair.needsFirst() || this.first.players().get(index).leads())
				&& (!pair.needsSecond() || this.second.players().get(index).leads());
	}

	/**
	 * Returns the number of leaders of the lock that has more of them, if that number is
	 * larger than one. Otherwise, returns 2 if two candidates lead, 1 if one leads, and 0
	 * if none does. Two leading candidates count as one if, on each lock that both need,
	 * a third party has tampered with the lock during the term of one of them.
	 */
	@Override
	public long leaders() {
		long together = Math.max(this.first.leaders(), this.second.leaders());
		List<Integer> leaders = IntStream.range(0, candidates()).filter(this::leads).boxed().toList();
		for (int one : leaders) {
			for (int other : leaders) {
				together = Math.max(together, (one != other && !isExcused(one, other)) ? 2 : 0);
			}
		}
		return (together > 1) ? together : Math.min(1, leaders.size());
	}

	private boolean isExcused(int one, int other) {
		Pair first = this.pairs.get(one);
		Pair second = this.pairs.get(other);
		return (!first.needsFirst() || !second.needsFirst() || isDisowned(this.first, one)
				|| isDisowned(this.first, other))
				&& (!first.needsSecond() || !second.needsSecond() || isDisowned(this.second, one)
						|| isDisowned(this.second, other));
	}

	private static boolean isDisowned(Scene scene, int index) {
		Player player = scene.players().get(index);
		return player.authority().filter((held) -> scene.isDisowned(player.name(), held.term())).isPresent();
	}

	/**
	 * Checks that a candidate that needs both locks does not release the first lock
	 * before its authority over the second lock has ended, the guarded call of that term
	 * has finished, and the listeners have returned.
	 */
	void check(int index) {
		boolean releases = this.first.players()
			.get(index)
			.items()
			.stream()
			.anyMatch((item) -> item instanceof Item.Write write && !write.givenUp()
					&& write.write().purpose() == Purpose.RELEASE);
		Player second = this.second.players().get(index);
		Violation.unless(!releases || (second.authority().isEmpty() && second.call().isEmpty()),
				"the first lock is released while the term on the second lasts");
		Violation.unless(!releases || second.items().stream().noneMatch(Item.Listening.class::isInstance),
				"the first lock is released before the listeners of the second have returned");
	}

	@Override
	public boolean isBusy() {
		boolean news = false;
		for (int i = 0; i < candidates(); i++) {
			news |= process(i).runs() && news(i).isPresent();
		}
		return news || this.first.isBusy() || this.second.isBusy();
	}

	@Override
	public List<Player> players() {
		return Stream.concat(this.first.players().stream(), this.second.players().stream()).toList();
	}

	@Override
	public boolean allRun() {
		return this.first.allRun();
	}

	@Override
	public PairedScene withoutFaults() {
		return new PairedScene(this.first.withoutFaults(), this.second.withoutFaults(), this.pairs);
	}

	@Override
	public long fingerprint() {
		return Fingerprint.of(this);
	}

	/**
	 * Returns how long ago a candidate last observed a holder of the second lock, or
	 * acquired the first lock if it has observed no holder since. Returns -1 if the
	 * candidate neither campaigns for the second lock nor holds it.
	 */
	long sinceSecondWasHeld(int index) {
		return (this.pairs.get(index).pairing().phase() instanceof Pairing.Phase.Campaigning waiting)
				? this.first.players().get(index).clock() - waiting.lastHeld() : -1;
	}

}
