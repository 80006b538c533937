package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
 * Tests unexpected contents of the files of a local lock. A read does not fail and
 * reports neither an absent lock nor a dead holder. The record can be replaced by one
 * with a larger version.
 */
class StrangeRecordTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final LockRecord RECORD = new LockRecord("one", 15, Instant.EPOCH, Instant.EPOCH, 0, "-/one");

	@TempDir
	private Path folder;

	private LocalLock lock;

	@BeforeEach
	void open() {
		this.lock = new LocalLock(this.folder, "orders");
	}

	@AfterEach
	void close() {
		this.lock.close();
	}

	private Path record() {
		return this.folder.resolve("orders.record");
	}

	private LockSnapshot canBeReplaced() {
		LockSnapshot found = this.lock.read(TIMEOUT);
		assertThat(found.isAbsent()).isFalse();
		assertThat(found.isHolderGone()).isFalse();
		assertThat(found.version()).isNotNegative();
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> this.lock.create(RECORD, TIMEOUT))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.CONFLICT));
		LockSnapshot written = this.lock.replace(found, RECORD, TIMEOUT);
		assertThat(written.version()).isGreaterThan(found.version());
		LockSnapshot read = this.lock.read(TIMEOUT);
		assertThat(read.record()).isEqualTo(RECORD);
		assertThat(read.version()).isEqualTo(written.version());
		assertThat(this.lock.replace(read, RECORD, TIMEOUT).version()).isGreaterThan(written.version());
		return found;
	}

	@ParameterizedTest
	@ValueSource(strings = { "version=9223372036854775807", "version=9223372036854775808", "version=-5",
			"version=4611686018427387904", "version=1.5", "version=seven", "version=", "",
			"version=7\nleaseDurationSeconds=2147483648", "version=7\nleaseDurationSeconds=1.5",
			"version=7\nleaseDurationSeconds=long", "version=7\nleaseTransitions=2147483648",
			"version=7\nacquireTime=yesterday", "version=7\nrenewTime=+9999999999-01-01T00:00:00Z",
			"version=7\nholderIdentity=\\uZZZZ" })
	void anInvalidRecordIsUnreadable(String text) throws IOException {
		Files.writeString(record(), text);
		assertThat(canBeReplaced().record()).isNull();
	}

	/**
	 * After the process has created the lock, it deletes the files of dead processes that
	 * no record refers to. If the file of a dead holder were deleted as well, the
	 * holder's successor would have to wait for the lease to expire.
	 */
	@Test
	void aRecordWithAnInvalidFileNameDoesNotPutTheFilesOfOthersAtRisk() throws IOException {
		Path unused = Files.createFile(this.folder.resolve("unused.alive"));
		for (int i = 0; i < 8; i++) {
			Files.createFile(this.folder.resolve(i + ".alive"));
			Files.writeString(this.folder.resolve("used-" + i + ".record"), "version=7\nlifeSign=" + i + ".alive");
			Files.writeString(this.folder.resolve("invalid-" + i + ".record"), "version=7\nlifeSign=\\u0000.alive");
		}
		this.lock.create(RECORD, TIMEOUT);
		assertThat(unused).doesNotExist();
		for (int i = 0; i < 8; i++) {
			assertThat(this.folder.resolve(i + ".alive")).exists();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "version=4611686018427000000", "version=0", "version=7\nleaseDurationSeconds=2147483647",
			"version=7\nleaseDurationSeconds=-2147483648", "version=7\nleaseTransitions=2147483647",
			"version=7\nleaseTransitions=-1", "version=7\nacquireTime=+999999999-01-01T00:00:00Z",
			"version=7\nlifeSign=/etc/passwd", "version=7\nlifeSign=../x.alive", "version=7\nlifeSign=\\u0000.alive",
			"version=7\nlifeSign=a\\nb.alive" })
	void anUnusualRecordIsReadable(String text) throws IOException {
		Files.writeString(record(), text + "\nholderIdentity=other");
		assertThat(canBeReplaced().record().holder()).isEqualTo("other");
	}

	@Test
	void aRecordOfSeveralMegabytesIsUnreadable() throws IOException {
		Files.writeString(record(), "version=7\nholderIdentity=" + "x".repeat(8_000_000));
		LockSnapshot found = canBeReplaced();
		assertThat(found.record()).isNull();
		assertThat(found.reason()).hasSizeLessThan(500);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-100000-01-01T00:00:00Z", "1901-01-01T00:00:00Z", "+200000000-01-01T00:00:00Z" })
	void theTimeOfAMangledFileCanBeAnything(Instant time) throws IOException {
		Files.writeString(record(), "mangled");
		try {
			Files.setLastModifiedTime(record(), FileTime.from(time));
		}
		catch (IOException | IllegalArgumentException ex) {
			Assumptions.abort("This file system has no such time: " + ex);
		}
		canBeReplaced();
	}

	@ParameterizedTest
	@ValueSource(strings = { "9223372036854775807", "-1", "99999999999999999999", "seven", "" })
	void theLastVersionCanBeAnything(String text) throws IOException {
		this.lock.create(RECORD, TIMEOUT);
		Files.writeString(this.folder.resolve("orders.version"), text);
		canBeReplaced();
	}

}
