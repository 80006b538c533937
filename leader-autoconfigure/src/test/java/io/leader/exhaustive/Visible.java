package io.leader.exhaustive;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

import io.leader.engine.machine.Outbox;
import io.leader.engine.machine.Release;
import io.leader.engine.machine.Situation;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Wait;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Collects the records that a candidate can still observe or compare.
 */
final class Visible {

	private Visible() {
	}

	static void collect(Scene scene, Set<LockRecord> records) {
		add(scene.server().lock(), records);
		scene.server().changes().forEach((change) -> add(change, records));
		for (Player player : scene.players()) {
			player.items().forEach((item) -> collect(item, records));
			collect(player.state(), records);
		}
	}

	private static void collect(Item item, Set<LockRecord> records) {
		if (item instanceof Item.Write write) {
			records.add(write.write().record());
			add(write.write().base(), records);
		}
		else if (item instanceof Item.ReadResult result) {
			add(result.lock(), records);
		}
		else if (item instanceof Item.WriteResult result) {
			add(result.written(), records);
		}
		else if (item instanceof Item.Reported shown) {
			add(shown.lock(), records);
		}
	}

	private static void collect(State state, Set<LockRecord> records) {
		Situation situation = state.situation();
		add(situation.tracker().last(), records);
		add(situation.tracker().overlooked(), records);
		if (situation.tracker().awaited() instanceof Wait.ForHolder holder) {
			add(holder.record(), records);
		}
		for (Outbox.Write write : situation.outbox().writes()) {
			records.add(write.record());
			add(write.base(), records);
		}
		if (state instanceof State.Leading leading) {
			add(leading.term().own(), records);
		}
		if (state instanceof State.SteppingDown down && down.release() instanceof Release.Pending pending) {
			add(pending.own(), records);
			add(pending.refusedBase(), records);
		}
	}

	private static void add(Optional<LockSnapshot> snapshot, Collection<LockRecord> records) {
		snapshot.ifPresent((one) -> add(one, records));
	}

	private static void add(LockSnapshot snapshot, Collection<LockRecord> records) {
		if (snapshot.record() != null) {
			records.add(snapshot.record());
		}
	}

}
