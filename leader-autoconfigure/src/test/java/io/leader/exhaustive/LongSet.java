package io.leader.exhaustive;

/**
 * A compact set of {@code long} values other than zero.
 */
final class LongSet {

	private static final long NOTHING = 0;

	private long[] table = new long[1 << 16];

	private int size;

	boolean add(long number) {
		if (2L * this.size > this.table.length) {
			grow();
		}
		if (!put(this.table, number)) {
			return false;
		}
		this.size++;
		return true;
	}

	boolean contains(long number) {
		int mask = this.table.length - 1;
		int place = place(number, mask);
		while (this.table[place] != NOTHING) {
			if (this.table[place] == number) {
				return true;
			}
			place = (place + 1) & mask;
		}
		return false;
	}

	int size() {
		return this.size;
	}

	private static int place(long number, int mask) {
		return (int) (number ^ (number >>> 32)) & mask;
	}

	private static boolean put(long[] table, long number) {
		int mask = table.length - 1;
		int place = place(number, mask);
		while (table[place] != NOTHING) {
			if (table[place] == number) {
				return false;
			}
			place = (place + 1) & mask;
		}
		table[place] = number;
		return true;
	}

	private void grow() {
		long[] larger = new long[2 * this.table.length];
		for (long number : this.table) {
			if (number != NOTHING) {
				put(larger, number);
			}
		}
		this.table = larger;
	}

}
