package io.leader.exhaustive;

import java.util.Locale;
import java.util.Optional;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Outbox;
import io.leader.engine.machine.Purpose;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Describes moves in words.
 */
final class Wording {

	private Wording() {
	}

	/**
	 * Describes an item in transit.
	 */
	static String noun(Player player, Item item) {
		String of = " of " + player.name();
		if (item instanceof Item.Write write) {
			return "the " + noun(write.write().purpose()) + of;
		}
		if (item instanceof Item.WriteResult result) {
			return "the result of the " + purpose(player, result).map(Wording::noun).orElse("write") + of;
		}
		if (item instanceof Item.Reported) {
			return "the next event of the watch" + of;
		}
		return (item instanceof Item.Read) ? "the read" + of
				: (item instanceof Item.ReadResult) ? "the result of the read" + of
						: (item instanceof Item.Opening) ? "the opening of the watch" + of
								: (item instanceof Item.Ended) ? "the end of the watch" + of
										: (item instanceof Item.Listening) ? "the return of the listeners" + of
												: "the news of the yield" + of;
	}

	/**
	 * Describes the arrival of an item.
	 */
	static String arrival(Player player, Item item) {
		String name = player.name();
		if (item instanceof Item.WriteResult result) {
			return name + " learns that its " + purpose(player, result).map(Wording::noun).orElse("earlier write")
					+ (result.refused() ? " got a conflict" : " was written");
		}
		if (item instanceof Item.ReadResult result) {
			return name + " reads that " + lock(result.lock());
		}
		if (item instanceof Item.Reported event) {
			return "the watch of " + name + " reports that " + lock(event.lock());
		}
		return (item instanceof Item.Opening) ? "the watch of " + name + " opens"
				: (item instanceof Item.Ended) ? name + " learns that its watch has ended"
						: (item instanceof Item.Listening) ? "the listeners of " + name + " return"
								: (item instanceof Item.Yielding) ? "the engine of " + name + " learns of the yield"
										: noun(player, item) + " reaches the server";
	}

	static String noun(Purpose purpose) {
		return purpose.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	static String alarm(Alarm alarm) {
		return switch (alarm) {
			case STEP -> " is woken";
			case CLAIM -> " is woken to claim the lock";
			case READ -> " is woken to read the lock";
			case RENEW -> " is woken to renew the lock";
			case RELEASE -> " is woken to release the lock";
			case REPLACE_WATCH -> " is woken to replace its watch";
		};
	}

	private static Optional<Purpose> purpose(Player player, Item.WriteResult result) {
		return player.state()
			.situation()
			.outbox()
			.writes()
			.stream()
			.filter((write) -> write.call() == result.call())
			.map(Outbox.Write::purpose)
			.findFirst();
	}

	private static String lock(LockSnapshot lock) {
		LockRecord record = lock.record();
		if (lock.isAbsent()) {
			return "there is no lock";
		}
		if (record == null) {
			return "the lock is mangled";
		}
		return record.isReleased() ? "the lock is released"
				: record.isFree() ? "the lock is empty" : record.holder() + " holds the lock";
	}

}
