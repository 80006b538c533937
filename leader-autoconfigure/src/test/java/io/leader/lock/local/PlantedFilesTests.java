package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests a local lock in a directory for temporary files, which other users can also write
 * to.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "on Windows, each user has a separate directory for temporary files")
class PlantedFilesTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final LockRecord RECORD = new LockRecord("one", 15, null, null, 0, "-/one");

	@TempDir
	private Path temporary;

	private Path folder;

	private Path victim;

	private LocalLock lock;

	@BeforeEach
	void open() throws IOException {
		this.folder = this.temporary.resolve("leader-me");
		this.victim = Files.writeString(this.temporary.resolve("victim"), "precious");
		this.lock = new LocalLock(this.folder, "orders");
	}

	@AfterEach
	void close() {
		this.lock.close();
	}

	static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private void create(String permissions) throws IOException {
		Files.createDirectory(this.folder);
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString(permissions));
	}

	private void assertRefused(String because) {
		for (Runnable call : List.<Runnable>of(() -> this.lock.read(TIMEOUT),
				() -> this.lock.create(RECORD, TIMEOUT))) {
			assertThatExceptionOfType(LockException.class).isThrownBy(call::run)
				.withMessageContaining(this.folder.toString())
				.withMessageContaining(because)
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.DENIED));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders.record", "orders.record.new", "orders.version", "orders.mutex" })
	void aLinkIsNeverFollowed(String file) throws IOException {
		create("rwx------");
		Files.createSymbolicLink(this.folder.resolve(file), this.victim);
		try {
			this.lock.create(RECORD, TIMEOUT);
		}
		catch (LockException ex) {
			assertThat(ex).hasMessageContaining("orders");
		}
		assertThat(this.victim).hasContent("precious");
	}

	@Test
	void aRecordBehindALinkIsNotRead() throws IOException {
		create("rwx------");
		Files.writeString(this.victim, "version=7\nholderIdentity=other\n");
		Files.createSymbolicLink(this.folder.resolve("orders.record"), this.victim);
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> this.lock.read(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.FAILED));
	}

	@ParameterizedTest
	@ValueSource(strings = { "rwxrwxrwx", "rwxrwx---", "rwxr-xr-x", "rwx-----x" })
	void aFolderAccessibleToOthersIsRejected(String permissions) throws IOException {
		create(permissions);
		assertRefused("rwx------");
	}

	@Test
	void aFolderThatIsALinkIsRejected() throws IOException {
		Path elsewhere = Files.createDirectory(this.temporary.resolve("elsewhere"),
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		Files.createSymbolicLink(this.folder, elsewhere);
		assertRefused("symbolic link");
		assertThat(elsewhere).isEmptyDirectory();
	}

	@Test
	void aFileInPlaceOfTheFolderIsRejected() throws IOException {
		Files.writeString(this.folder, "");
		assertRefused("not a directory");
	}

	@Test
	@EnabledIf(value = "isRoot", disabledReason = "only root can give a folder away")
	void aFolderOfAnotherUserIsRejected() throws IOException {
		create("rwx------");
		Files.setAttribute(this.folder, "unix:uid", 4711, LinkOption.NOFOLLOW_LINKS);
		assertRefused("another user");
		assertThat(this.folder).isEmptyDirectory();
	}

	@Test
	void aFolderOpenedToOthersWhileTheLockIsInUseIsRejected() throws IOException {
		LockSnapshot held = this.lock.create(RECORD, TIMEOUT);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.folder))).isEqualTo("rwx------");
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxrwxrwx"));
		assertRefused("rwx------");
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwx------"));
		assertThat(this.lock.read(TIMEOUT).version()).isEqualTo(held.version());
	}

}
