package io.leader.lock.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * A folder that only the user of this process can access. It may be in a directory where
 * everyone can create files, so it is checked before each use. It must be a directory and
 * not a symbolic link. On POSIX file systems, it must also have the permissions
 * {@code rwx------} and be owned by this user. Its files are opened without following
 * links.
 */
final class PrivateFolder {

	private static final Set<PosixFilePermission> PERMISSIONS = Set
		.copyOf(PosixFilePermissions.fromString("rwx------"));

	private final Path path;

	private final boolean posix;

	/** The user of this process, as reported by the file system. */
	private volatile @Nullable UserPrincipal self;

	PrivateFolder(Path path) {
		this.path = path;
		this.posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

	/**
	 * Creates the folder if it does not exist, and checks it.
	 * @throws LockException of kind {@code DENIED} if it must not be used
	 */
	void require() throws IOException {
		if (isUsable()) {
			return;
		}
		Path parent = this.path.toAbsolutePath().getParent();
		if (parent != null && !Files.isDirectory(parent)) {
			// The check is necessary because on JDK 17, createDirectories fails for a
			// link to a directory.
			Files.createDirectories(parent);
		}
		try {
			if (this.posix) {
				Files.createDirectory(this.path, PosixFilePermissions.asFileAttribute(PERMISSIONS));
			}
			else {
				Files.createDirectory(this.path);
			}
		}
		catch (FileAlreadyExistsException ex) {
			// Another process created the folder first. Whether the folder belongs to
			// this user is checked below.
		}
		if (!isUsable()) {
			throw new NoSuchFileException(this.path.toString());
		}
	}

	/**
	 * Checks the folder, and returns whether it exists.
	 * @throws LockException of kind {@code DENIED} if it must not be used
	 */
	boolean isUsable() throws IOException {
		BasicFileAttributes found;
		try {
			found = this.posix ? Files.readAttributes(this.path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
					: Files.readAttributes(this.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
		}
		catch (NoSuchFileException ex) {
			return false;
		}
		if (found.isSymbolicLink()) {
			throw refused("is a symbolic link");
		}
		if (!found.isDirectory()) {
			throw refused("is not a directory");
		}
		if (found instanceof PosixFileAttributes attributes) {
			check(attributes);
		}
		return true;
	}

	private void check(PosixFileAttributes found) throws IOException {
		if (!PERMISSIONS.equals(found.permissions())) {
			throw refused("has the permissions %s instead of rwx------"
				.formatted(PosixFilePermissions.toString(found.permissions())));
		}
		UserPrincipal user = this.self;
		if (user == null) {
			user = determineUser();
			this.self = user;
		}
		if (!user.equals(found.owner())) {
			throw refused("belongs to another user (%s)".formatted(found.owner().getName()));
		}
	}

	/**
	 * Determines the user of this process by creating a file in the folder and reading
	 * the file's owner. The user name that Java reports might not be that of a real user,
	 * for example in a container.
	 */
	private UserPrincipal determineUser() throws IOException {
		Path file;
		try {
			file = Files.createTempFile(this.path, "owner", null);
		}
		catch (AccessDeniedException ex) {
			throw refused("belongs to another user or is not writable");
		}
		try {
			return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS);
		}
		finally {
			Files.deleteIfExists(file);
		}
	}

	private LockException refused(String what) {
		return new LockException(Kind.DENIED,
				("The folder of the local lock, %s, %s, so other users could have put files into it. Remove it, or "
						+ "set -Djava.io.tmpdir to a directory of this user.")
					.formatted(this.path, what),
				null);
	}

	/**
	 * Reads a file, but no more than the given number of bytes.
	 */
	static byte[] read(Path file, int limit) throws IOException {
		try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
			return in.readNBytes(limit);
		}
	}

	static void write(Path file, String text) throws IOException {
		Files.write(file, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE,
				StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
	}

}
