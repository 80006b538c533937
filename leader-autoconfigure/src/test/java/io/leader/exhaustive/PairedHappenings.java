package io.leader.exhaustive;

import java.util.OptionalLong;

import io.leader.engine.machine.Input;
import io.leader.engine.machine.Pairing;
import io.leader.engine.machine.State;

/**
 * The effect of each move on a situation with two locks. What the effect on one lock
 * means for the other lock is decided by {@link Pairing}, as in production.
 */
final class PairedHappenings {

	private final Happenings world;

	PairedHappenings(Happenings world) {
		this.world = world;
	}

	/**
	 * Applies the decisions that follow from a change to one lock, and checks the
	 * resulting situation.
	 */
	PairedScene settled(PairedScene scene) {
		PairedScene next = scene;
		for (int i = 0; i < scene.candidates(); i++) {
			if (scene.pairs().get(i).needsBoth() && scene.process(i).runs()) {
				next = freed(lost(next, i), i);
				next.check(i);
			}
		}
		return next;
	}

	/**
	 * Applies the decision that follows from the end of a term on the first lock, once
	 * the listeners of that term have returned. A guarded call keeps the lock until a
	 * decision frees it.
	 */
	private PairedScene lost(PairedScene scene, int index) {
		Player player = scene.first().players().get(index);
		OptionalLong held = player.call();
		boolean lasts = player.state() instanceof State.Leading leading && held.isPresent()
				&& leading.term().number() == held.getAsLong();
		boolean notifying = player.items().stream().anyMatch(Item.Listening.class::isInstance);
		return (held.isPresent() && !lasts && !notifying) ? decided(scene, index, pairing(scene, index).lost()) : scene;
	}

	/**
	 * Applies the decision to make after the candidate for the second lock has stopped,
	 * its listeners have returned, and its guarded call has finished. The call belongs to
	 * the terms on both locks, so the first lock is kept until then.
	 */
	private PairedScene freed(PairedScene scene, int index) {
		Player player = scene.second().players().get(index);
		boolean left = player.state() instanceof State.Stopped && player.call().isEmpty()
				&& player.items().stream().noneMatch(Item.Listening.class::isInstance);
		return left ? decided(scene, index, pairing(scene, index).left()) : scene;
	}

	private static Pairing pairing(PairedScene scene, int index) {
		return scene.pairs().get(index).pairing();
	}

	private PairedScene decided(PairedScene scene, int index, Pairing.Decision decision) {
		PairedScene next = scene.with(index, scene.pairs().get(index).with(decision.next()));
		for (Pairing.Order order : decision.orders()) {
			next = performed(next, index, order);
		}
		return next;
	}

	private PairedScene performed(PairedScene scene, int index, Pairing.Order order) {
		if (order instanceof Pairing.Order.StartSecond) {
			return scene.withSecond(this.world.feed(scene.second(), index, new Input.Start()));
		}
		if (order instanceof Pairing.Order.StopSecond) {
			return scene.withSecond(this.world.feed(scene.second(), index, new Input.Stop()));
		}
		if (order instanceof Pairing.Order.FreeFirst) {
			return scene.first().players().get(index).call().isPresent()
					? scene.withFirst(this.world.finish(scene.first(), index)) : scene;
		}
		if (order instanceof Pairing.Order.YieldFirst yield) {
			return yielded(scene, index, yield.absence());
		}
		return scene.withFirst(this.world.feed(scene.first(), index, new Input.ReadAgain()));
	}

	private PairedScene yielded(PairedScene scene, int index, long absence) {
		Player player = scene.first().players().get(index);
		Input away = new Input.StayOut(player.clock() + absence);
		if (!player.leads()) {
			return scene.withFirst(this.world.feed(scene.first(), index, away));
		}
		PairedScene next = scene.withFirst(this.world.feed(this.world.yields(scene.first(), index), index, away));
		return decided(next, index, pairing(next, index).yielded());
	}

	/**
	 * Notifies a candidate that it has acquired the first lock. If the term still lasts,
	 * the candidate keeps the lock and campaigns for the second lock.
	 */
	PairedScene notified(PairedScene scene, int index, long term) {
		PairedScene next = scene.with(index, scene.pairs().get(index).hearingOf(term));
		Player player = scene.first().players().get(index);
		if (!player.leads() || player.authority().orElseThrow().term() != term) {
			return settled(next);
		}
		PairedScene kept = next.withFirst(scene.first().with(index, player.calling(OptionalLong.of(term))));
		return settled(decided(kept, index, pairing(kept, index).acquired(player.clock())));
	}

	/**
	 * Lets one second pass. Afterward, each running candidate that needs both locks
	 * checks the second lock.
	 * @param slow the index of the candidate whose clock does not advance, or -1 if every
	 * clock advances
	 */
	PairedScene tick(PairedScene scene, int slow) {
		PairedScene next = new PairedScene(this.world.tick(scene.first(), slow), this.world.tick(scene.second(), slow),
				scene.pairs());
		for (int i = 0; i < scene.candidates(); i++) {
			Player player = next.second().players().get(i);
			if (player.runs() && scene.pairs().get(i).needsBoth()) {
				boolean held = player.leads() || (player.state()
					.situation()
					.tracker()
					.last()
					.stream()
					.anyMatch((seen) -> seen.record() != null && !seen.record().isFree())
						&& player.state().situation().unreachableSince().isEmpty());
				next = decided(next, i, pairing(next, i).checked(held, player.leads(), player.clock()));
			}
		}
		return settled(next);
	}

	PairedScene crash(PairedScene scene, int index, String pod) {
		return new PairedScene(this.world.crash(scene.first().faulty(), index, pod),
				this.world.crash(scene.second().faulty(), index, pod), scene.pairs())
			.with(index, Pair.of(scene.pairs().get(index).locks()));
	}

	PairedScene restart(PairedScene scene, int index) {
		Pair pair = scene.pairs().get(index);
		return new PairedScene(restart(scene.first(), index, pair.needsFirst()),
				restart(scene.second(), index, !pair.needsFirst()), scene.pairs());
	}

	private Scene restart(Scene scene, int index, boolean starts) {
		return starts ? this.world.restart(scene, index) : scene.with(index, scene.players().get(index).alive(true));
	}

	PairedScene frozen(PairedScene scene, int index, boolean frozen) {
		return settled(
				new PairedScene(this.world.frozen(frozen ? scene.first().faulty() : scene.first(), index, frozen),
						this.world.frozen(scene.second(), index, frozen), scene.pairs()));
	}

}
