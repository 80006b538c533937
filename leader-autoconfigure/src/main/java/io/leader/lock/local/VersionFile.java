package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Hands out the versions of a lock, which grow also when its record is deleted: the last
 * one is in a file of its own. If that is deleted too, the time of day serves. Between
 * two versions there is room for one that stands for a deletion.
 */
final class VersionFile {

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
		Files.writeString(this.file, Long.toString(next));
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
			return Long.parseLong(Files.readString(this.file).strip());
		}
		catch (IOException | NumberFormatException ex) {
			// Not there, or being written. The time of day is far ahead of anything that
			// was counted up.
			return 0;
		}
	}

	private static long now() {
		return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
	}

}
