package io.leader.exhaustive;

import java.util.Arrays;

/**
 * Replaces the numbers at certain places in an array with their ranks. Equal numbers have
 * the same rank.
 */
final class Ranks {

	private int[] places = new int[64];

	private int count;

	void note(int place) {
		if (this.count == this.places.length) {
			this.places = Arrays.copyOf(this.places, 2 * this.count);
		}
		this.places[this.count++] = place;
	}

	void replace(long[] values) {
		long[] sorted = new long[this.count];
		for (int i = 0; i < this.count; i++) {
			sorted[i] = values[this.places[i]];
		}
		Arrays.sort(sorted);
		int distinct = 0;
		for (int i = 0; i < this.count; i++) {
			if (i == 0 || sorted[i] != sorted[i - 1]) {
				sorted[distinct++] = sorted[i];
			}
		}
		for (int i = 0; i < this.count; i++) {
			values[this.places[i]] = Arrays.binarySearch(sorted, 0, distinct, values[this.places[i]]);
		}
	}

}
