package io.leader.exhaustive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.SentRecords;
import io.leader.engine.machine.Window;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Computes a number from a situation. The number is the same for all equivalent
 * situations. Times are relative to the current time and limited to a range around it.
 * Versions, transitions, and times in records are replaced by their ranks, and names and
 * call numbers by the order of their first occurrence. The order of the candidates does
 * not matter. Of the records that a candidate has sent, only the last one and those that
 * a candidate can still observe or compare are considered.
 */
final class Fingerprint {

	private static final long PAST = -10 * Mode.TICK;

	private static final long FUTURE = 20 * Mode.TICK;

	private long[] values = new long[512];

	private int size;

	private final Map<String, Integer> texts = new HashMap<>();

	private final Map<Long, Integer> calls = new HashMap<>();

	private final Ranks versions = new Ranks();

	private final Ranks instants = new Ranks();

	private final Ranks counts = new Ranks();

	private final Set<LockRecord> visible;

	private long now;

	private Fingerprint(Set<LockRecord> visible) {
		this.visible = visible;
	}

	static long of(Scene scene) {
		Set<LockRecord> visible = new HashSet<>();
		Visible.collect(scene, visible);
		List<Player> sorted = new ArrayList<>(scene.players());
		sorted.sort(Comparator.comparingLong(Fingerprint::sketch));
		boolean distinct = sorted.stream().mapToLong(Fingerprint::sketch).distinct().count() == sorted.size();
		long smallest = Long.MAX_VALUE;
		for (List<Player> order : distinct ? List.of(sorted) : Permutations.of(sorted)) {
			smallest = Math.min(smallest, new Fingerprint(visible).of(scene, order));
		}
		return smallest;
	}

	static long of(PairedScene scene) {
		Set<LockRecord> visible = new HashSet<>();
		Visible.collect(scene.first(), visible);
		Visible.collect(scene.second(), visible);
		long smallest = Long.MAX_VALUE;
		for (List<Integer> order : Permutations.of(IntStream.range(0, scene.candidates()).boxed().toList())) {
			Fingerprint first = new Fingerprint(visible);
			for (int index : order) {
				Pair pair = scene.pairs().get(index);
				first.encode(pair.locks());
				first.put(pair.pairing().failedRounds());
				first.put(pair.pairing().phase().getClass().getName().hashCode());
				first.put(Math.min(FUTURE, scene.sinceSecondWasHeld(index)));
				first.put(scene.news(index).isPresent() ? 1 : 0);
			}
			long one = first.of(scene.first(), order.stream().map(scene.first().players()::get).toList());
			long two = new Fingerprint(visible).of(scene.second(),
					order.stream().map(scene.second().players()::get).toList());
			smallest = Math.min(smallest, mix(one ^ mix(two)));
		}
		return smallest;
	}

	/**
	 * Returns a number that describes a candidate roughly, and depends on neither names
	 * nor absolute times.
	 */
	private static long sketch(Player player) {
		long flags = (player.alive() ? 1L : 0) + (player.frozen() ? 2 : 0) + (player.leads() ? 4 : 0)
				+ (player.call().isPresent() ? 8 : 0) + (player.watch().isPresent() ? 16 : 0);
		long sum = flags + 32L * player.state().getClass().getName().length() + 4096L * player.items().size();
		for (Map.Entry<Alarm, Window> wake : player.wakes().entrySet()) {
			long in = Math.max(PAST, Math.min(FUTURE, wake.getValue().to() - player.clock())) / (Mode.TICK / 10);
			sum = 31 * sum + 1000L * wake.getKey().name().length() + in;
		}
		return sum;
	}

	private long of(Scene scene, List<Player> order) {
		put(scene.faults());
		put(scene.wishes());
		put(scene.drifted() ? 1 : 0);
		this.versions.note(this.size);
		put(scene.token());
		for (Player player : order) {
			this.now = player.clock();
			this.calls.clear();
			encode(player);
			player.authority().ifPresent((held) -> put(scene.isDisowned(player.name(), held.term()) ? 1 : 0));
			player.items()
				.forEach((item) -> put(
						(item instanceof Item.WriteResult result && scene.isDisowned(player.name(), result.call())) ? 1
								: 0));
		}
		this.now = 0;
		encode(scene.server());
		this.versions.replace(this.values);
		this.instants.replace(this.values);
		this.counts.replace(this.values);
		long hash = 0x9E3779B97F4A7C15L;
		for (int i = 0; i < this.size; i++) {
			hash = mix(hash ^ mix(this.values[i] + 0x632BE59BD9B4E019L * i));
		}
		return hash;
	}

	private static long mix(long value) {
		long mixed = (value ^ (value >>> 32)) * 0xD6E8FEB86659FD93L;
		mixed = (mixed ^ (mixed >>> 29)) * 0xA0761D6478BD642FL;
		return mixed ^ (mixed >>> 32);
	}

	private void put(long value) {
		if (this.size == this.values.length) {
			this.values = Arrays.copyOf(this.values, 2 * this.size);
		}
		this.values[this.size++] = value;
	}

	private void encode(Object value) {
		if (value instanceof LockSnapshot snapshot) {
			put(snapshot.isAbsent() ? 1 : snapshot.isForeign() ? 2 : (snapshot.record() != null) ? 3 : 4);
			this.versions.note(this.size);
			put(snapshot.version());
			put(snapshot.isHolderGone() ? 1 : 0);
			if (snapshot.record() != null) {
				encode(snapshot.record());
			}
		}
		else if (value instanceof Instant instant) {
			this.instants.note(this.size);
			put(instant.toEpochMilli());
		}
		else if (value instanceof InstanceMark mark) {
			text(mark.podUid());
			text(mark.toString());
		}
		else if (value instanceof SentRecords sent) {
			encodeSent(sent);
		}
		else if (value instanceof Record record) {
			Components components = Components.of(record);
			put(components.name());
			for (Components.Component component : components.all()) {
				encode(component.in(record), component.role());
			}
		}
		else if (value instanceof List<?> all) {
			put(all.size());
			for (int i = 0; i < all.size(); i++) {
				encode(all.get(i));
			}
		}
		else if (value instanceof Collection<?> all) {
			put(all.size());
			all.forEach(this::encode);
		}
		else if (value instanceof Map<?, ?> map) {
			put(map.size());
			map.forEach((key, one) -> {
				encode(key);
				encode(one);
			});
		}
		else if (value instanceof Optional<?> optional) {
			put(optional.isPresent() ? 1 : 0);
			optional.ifPresent(this::encode);
		}
		else {
			put(plain(value));
		}
	}

	private static long plain(Object value) {
		if (value instanceof Number number) {
			return number.longValue();
		}
		if (value instanceof Boolean flag) {
			return flag ? 1 : 0;
		}
		return (value instanceof Enum<?> constant) ? constant.name().hashCode() : String.valueOf(value).hashCode();
	}

	private void encode(Object value, Role role) {
		if (value instanceof OptionalLong optional) {
			put(optional.isPresent() ? 1 : 0);
			if (optional.isPresent()) {
				number(optional.getAsLong(), role);
			}
		}
		else if (role == Role.TEXT) {
			text(String.valueOf(value));
		}
		else if (role == Role.PLAIN) {
			encode(value);
		}
		else if (role != Role.NOTHING) {
			number(((Number) value).longValue(), role);
		}
	}

	private void number(long value, Role role) {
		switch (role) {
			case TIME -> put((value == Long.MAX_VALUE) ? FUTURE : Math.max(PAST, Math.min(FUTURE, value - this.now)));
			case VERSION -> {
				this.versions.note(this.size);
				put(value);
			}
			case COUNT -> {
				this.counts.note(this.size);
				put(value);
			}
			case CALL -> put((value == 0) ? 0 : this.calls.computeIfAbsent(value, (call) -> this.calls.size() + 1));
			default -> put(value);
		}
	}

	private void text(String text) {
		put(text.isEmpty() ? 0 : this.texts.computeIfAbsent(text, (one) -> this.texts.size() + 1));
	}

	private void encodeSent(SentRecords sent) {
		text(sent.identity());
		encode(sent.mark());
		int last = sent.sent().size() - 1;
		for (int i = 0; i <= last; i++) {
			if (i == last || this.visible.contains(sent.sent().get(i).record())) {
				encode(sent.sent().get(i));
			}
		}
		sent.acknowledged().filter((one) -> this.visible.contains(one.record())).ifPresent(this::encode);
		put(-1);
	}

}
