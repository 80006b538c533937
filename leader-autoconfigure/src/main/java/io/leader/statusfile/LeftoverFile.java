package io.leader.statusfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Removes a status file that an earlier run left behind.
 */
final class LeftoverFile {

	/** The maximum size of a file that counts as a status file, in bytes. */
	private static final long LONGEST = 4096;

	private LeftoverFile() {
	}

	/**
	 * Removes the file if it exists.
	 * @return whether there was a file
	 * @throws UncheckedIOException if the file cannot be removed, is not a regular file,
	 * or is too large for a status file
	 */
	static boolean remove(Path file) {
		try {
			if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
				return false;
			}
			if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LONGEST) {
				throw new IOException("it is not a status file, so it is left alone");
			}
			Files.delete(file);
			return true;
		}
		catch (IOException ex) {
			String kind = (ex instanceof FileSystemException) ? ex.getClass().getSimpleName() + " for " : "";
			throw new UncheckedIOException(kind + ex.getMessage(), ex);
		}
	}

}
