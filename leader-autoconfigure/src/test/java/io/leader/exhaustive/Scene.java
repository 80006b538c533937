package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A situation: the lock, the candidates, and how much may still go wrong.
 *
 * @param server the lock
 * @param players the candidates
 * @param faults the number of faults that may still occur
 * @param wishes the number of requests that may still occur
 * @param token the largest fencing token so far
 * @param disowned the terms affected by a third party that tampered with the lock; such a
 * term lasts until its candidate observes the change or its authority ends
 * @param drifted whether a clock has missed a tick
 */
record Scene(Server server, List<Player> players, int faults, int wishes, long token, Set<Disowned> disowned,
		boolean drifted) implements Position {

	/**
	 * A term whose lock was deleted, edited, or released by a third party.
	 *
	 * @param player the name of the candidate
	 * @param call the number of the term
	 */
	record Disowned(String player, long call) {
	}

	Scene with(int index, Player player) {
		List<Player> next = new ArrayList<>(this.players);
		next.set(index, player);
		return new Scene(this.server, List.copyOf(next), this.faults, this.wishes, this.token, this.disowned,
				this.drifted);
	}

	Scene with(Server other) {
		return new Scene(other, this.players, this.faults, this.wishes, this.token, this.disowned, this.drifted);
	}

	Scene faulty() {
		return new Scene(this.server, this.players, this.faults - 1, this.wishes, this.token, this.disowned,
				this.drifted);
	}

	Scene wished() {
		return new Scene(this.server, this.players, this.faults, this.wishes - 1, this.token, this.disowned,
				this.drifted);
	}

	Scene granted(long newToken) {
		return new Scene(this.server, this.players, this.faults, this.wishes, Math.max(newToken, this.token),
				this.disowned, this.drifted);
	}

	Scene drifting() {
		return new Scene(this.server, this.players, this.faults, this.wishes, this.token, this.disowned, true);
	}

	@Override
	public Scene withoutFaults() {
		return new Scene(this.server, this.players, 0, 0, this.token, this.disowned, this.drifted);
	}

	/**
	 * Returns the same situation with other limits on what may still go wrong.
	 */
	Scene left(int faultsLeft, int wishesLeft, boolean hasDrifted) {
		return new Scene(this.server, this.players, faultsLeft, wishesLeft, this.token, this.disowned, hasDrifted);
	}

	/**
	 * Records the terms that are affected when a third party tampers with the lock: the
	 * current ones, and those that may begin with a response in transit.
	 */
	Scene disowning() {
		Set<Disowned> terms = new HashSet<>(this.disowned);
		for (Player player : this.players) {
			player.authority().ifPresent((held) -> terms.add(new Disowned(player.name(), held.term())));
			for (Item item : player.items()) {
				if (item instanceof Item.WriteResult result && !result.refused()) {
					terms.add(new Disowned(player.name(), result.call()));
				}
			}
		}
		return new Scene(this.server, this.players, this.faults, this.wishes, this.token, Set.copyOf(terms),
				this.drifted);
	}

	/**
	 * Returns the same situation without the disowned terms of a process that is gone.
	 */
	Scene forgetting(String player) {
		Set<Disowned> terms = new HashSet<>(this.disowned);
		terms.removeIf((one) -> one.player().equals(player));
		return new Scene(this.server, this.players, this.faults, this.wishes, this.token, Set.copyOf(terms),
				this.drifted);
	}

	boolean isDisowned(String player, long call) {
		return this.disowned.contains(new Disowned(player, call));
	}

	/**
	 * Returns the number of leading candidates, excluding any that may still be unaware
	 * that a third party has tampered with their lock.
	 */
	@Override
	public long leaders() {
		return this.players.stream()
			.filter((player) -> player.leads() && !isDisowned(player.name(), player.authority().orElseThrow().term()))
			.count();
	}

	@Override
	public boolean allRun() {
		return this.players.stream().allMatch(Player::runs);
	}

	@Override
	public long fingerprint() {
		return Fingerprint.of(this);
	}

	@Override
	public boolean isBusy() {
		return this.players.stream().anyMatch(Player::isBusy);
	}

}
