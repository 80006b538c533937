package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;

import io.leader.engine.machine.Input;
import io.leader.exhaustive.Pair.Locks;

/**
 * A game with two locks.
 *
 * @param locks the locks that each candidate knows
 * @param faults the maximum number of faults on one path
 * @param wishes the maximum number of requests, such as a stop or a yield, on one path
 * @param settled whether the search begins with one leader and its followers
 */
record PairedMode(List<Locks> locks, int faults, int wishes, boolean settled) implements Game {

	Mode single() {
		return new Mode(this.locks.size(), this.faults, this.wishes, false, this.settled);
	}

	@Override
	public String start() {
		return single().start();
	}

	@Override
	public Play begin() {
		return new PairedMoves(this);
	}

	PairedScene beginning(Happenings world) {
		Mode single = single();
		Scene first = single.beforeTheStart(single.machine());
		Scene second = first;
		List<Pair> pairs = new ArrayList<>();
		for (int i = 0; i < this.locks.size(); i++) {
			Pair pair = Pair.of(this.locks.get(i));
			pairs.add(pair);
			if (pair.needsFirst()) {
				first = world.feed(first, i, new Input.Start());
			}
			else {
				second = world.feed(second, i, new Input.Start());
			}
		}
		return new PairedScene(first, second, List.copyOf(pairs));
	}

}
