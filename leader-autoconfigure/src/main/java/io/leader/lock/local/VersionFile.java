package io.leader.lock.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Hands out the versions of a lock, which grow also when its record is deleted: the last
 * one is in a file of its own. If that is deleted too, the time of day serves. Between
 * two versions there is room for one that stands for a deletion.
 */
final class VersionFile {

	/**
	 * Far beyond the microseconds of any time of day, and far from where numbers wrap
	 * around.
	 */
	private static final long LARGEST = Long.MAX_VALUE / 2;

	private static final int LONGEST = 32;

	private final Path file;

	VersionFile(Path file) {
		this.file = file;
	}

	/**
	 * The next version. Called by one process at a time.
	 * @param present the version of the record that is there, or a negative number
	 */
	long next(long present) throws IOException {
		long next = Math.max(Math.max(last(), present) + 2, now());
		PrivateFolder.write(this.file, Long.toString(next));
		return next;
	}

	/**
	 * A version that stands for a deletion: larger than the last one, smaller than the
	 * next.
	 */
	long ofDeletionAfter(long seen) {
		return Math.max(last(), seen) + 1;
	}

	private long last() {
		try {
			byte[] digits = PrivateFolder.read(this.file, LONGEST);
			long last = Long.parseLong(new String(digits, StandardCharsets.UTF_8).strip());
			return isPossible(last) ? last : 0;
		}
		catch (IOException | NumberFormatException ex) {
			// Not there, or being written. The time of day is far ahead of anything that
			// was counted up.
			return 0;
		}
	}

	/**
	 * Whether a number that was found can be a version.
	 */
	static boolean isPossible(long version) {
		return version >= 0 && version <= LARGEST;
	}

	private static long now() {
		return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
	}

}
