package io.leader.statusfile;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The path of a status file, and how long before the end of the authority the file is
 * removed.
 *
 * @param file the file, in a folder that this process can write to
 * @param margin how long before the end of the authority to remove the file if no renewal
 * succeeds
 */
public record StatusFileSettings(Path file, Duration margin) {

	private static final int MARGIN_PART = 10;

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(2);

	/**
	 * Creates settings after validating the path. The margin is a tenth of the duration
	 * of the authority, but at most two seconds.
	 * @param path the path of the file
	 * @param authority how long the authority lasts after a renewal
	 * @return the settings
	 * @throws IllegalArgumentException if the path is invalid or is that of a folder, or
	 * if this process cannot write to the file's folder; the message continues a sentence
	 * about the path
	 */
	public static StatusFileSettings of(String path, Duration authority) {
		Duration part = authority.dividedBy(MARGIN_PART);
		return new StatusFileSettings(checked(path), (part.compareTo(LARGEST_MARGIN) < 0) ? part : LARGEST_MARGIN);
	}

	private static Path checked(String path) {
		Path file;
		try {
			file = Path.of(path).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException("which is not a path: " + ex.getMessage(), ex);
		}
		if (!path.isBlank() && Files.isDirectory(file)) {
			throw new IllegalArgumentException("which is a folder");
		}
		Path folder = file.getParent();
		if (path.isBlank() || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
			throw new IllegalArgumentException("but '" + folder + "' is not a folder that this process can write to");
		}
		return file;
	}

}
