package io.leader.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The spans in which one process claimed to lead, on the machine's monotonic clock, which
 * all processes share. The spans are kept in a memory-mapped file, so that nothing is
 * lost when the process is killed.
 */
final class Claims {

	/**
	 * A span in which the process claimed to lead.
	 *
	 * @param from just after the first check that returned true
	 * @param to just before the last check that returned true; equal to {@code from} if
	 * there was only one such check
	 * @param token the fencing token; 0 if the authority ended before the token was read
	 */
	record Span(long from, long to, long token) {
	}

	private static final int SPANS = 10_000;

	private static final int HEADER = 8;

	private static final int COUNT = 0;

	private static final int WOKEN = 1;

	private static final int WOKEN_LEADING = 2;

	private static final int LAST_CHECK = 3;

	private static final int LONGEST_BLINK = 4;

	private final LongBuffer longs;

	private Claims(Path file, boolean create) {
		StandardOpenOption[] options = create ? new StandardOpenOption[] { StandardOpenOption.CREATE,
				StandardOpenOption.READ, StandardOpenOption.WRITE }
				: new StandardOpenOption[] { StandardOpenOption.READ };
		try (FileChannel channel = FileChannel.open(file, options)) {
			this.longs = channel
				.map(create ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY, 0,
						8L * (HEADER + 3 * SPANS))
				.asLongBuffer();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Claims write(Path file) {
		return new Claims(file, true);
	}

	static Claims read(Path file) {
		return new Claims(file, false);
	}

	void begins(long now, long token) {
		int count = (int) this.longs.get(COUNT);
		this.longs.put(HEADER + 3 * count, now);
		this.longs.put(HEADER + 3 * count + 1, now);
		this.longs.put(HEADER + 3 * count + 2, token);
		this.longs.put(COUNT, count + 1);
	}

	void continues(long now) {
		int count = (int) this.longs.get(COUNT);
		this.longs.put(HEADER + 3 * (count - 1) + 1, now);
	}

	/**
	 * Records the time of the latest check.
	 */
	void checked(long now) {
		this.longs.put(LAST_CHECK, now);
	}

	/**
	 * Records the time between a check that returned true and the next check, if it is
	 * the longest so far.
	 */
	void blinked(long span) {
		if (span > this.longs.get(LONGEST_BLINK)) {
			this.longs.put(LONGEST_BLINK, span);
		}
	}

	/**
	 * Counts a check that took place more than one renew deadline after the previous one.
	 */
	void woke(boolean leads) {
		int which = leads ? WOKEN_LEADING : WOKEN;
		this.longs.put(which, this.longs.get(which) + 1);
	}

	List<Span> spans() {
		List<Span> spans = new ArrayList<>();
		for (int i = 0; i < this.longs.get(COUNT); i++) {
			int at = HEADER + 3 * i;
			spans.add(new Span(this.longs.get(at), this.longs.get(at + 1), this.longs.get(at + 2)));
		}
		return spans;
	}

	long lastCheck() {
		return this.longs.get(LAST_CHECK);
	}

	/**
	 * Returns the longest time between a check that returned true and the next check. The
	 * observer cannot tell whether the process led between these checks. Times longer
	 * than one renew deadline, during which the process was stopped, do not count.
	 */
	long longestBlink() {
		return this.longs.get(LONGEST_BLINK);
	}

	long wokenFollowing() {
		return this.longs.get(WOKEN);
	}

	long wokenLeading() {
		return this.longs.get(WOKEN_LEADING);
	}

}
