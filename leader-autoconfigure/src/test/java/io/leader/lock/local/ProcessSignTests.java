package io.leader.lock.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.leader.support.TestJvm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the file that a process keeps locked while it uses local locks.
 */
class ProcessSignTests {

	private static final int MANY = 2000;

	@TempDir
	private Path folder;

	/**
	 * If the file appeared before it was locked, another process that probes it could
	 * delete it or prevent it from being locked.
	 */
	@Test
	void isLockedAsSoonAsOthersSeeIt() throws Exception {
		Process process = new ProcessBuilder(TestJvm.command(Prober.class, this.folder.toString()))
			.redirectErrorStream(true)
			.start();
		try {
			assertThat(process.inputReader().readLine()).isEqualTo("probing");
			for (int i = 0; i < MANY && process.isAlive(); i++) {
				ProcessSign.use(this.folder).release();
			}
			Files.createFile(this.folder.resolve(Prober.END));
			assertThat(process.inputReader().readLine()).isEqualTo("never unlocked");
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void leavesNothingBehind() throws IOException {
		ProcessSign sign = ProcessSign.use(this.folder);
		Path file = this.folder.resolve(sign.name());
		assertThat(file).exists();
		assertThat(ProcessSign.isOwn(file)).isTrue();
		sign.release();
		assertThat(ProcessSign.isOwn(file)).isFalse();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.folder)) {
			assertThat(files).isEmpty();
		}
	}

	/**
	 * A program that cleans up temporary files, for example, could have replaced the
	 * file.
	 */
	@Test
	void endsEvenIfItsFileCannotBeDeleted() throws IOException {
		ProcessSign sign = ProcessSign.use(this.folder);
		Path file = this.folder.resolve(sign.name());
		Files.delete(file);
		Files.createDirectories(file.resolve("not-empty"));
		sign.release();
		assertThat(ProcessSign.isOwn(file)).isFalse();
		assertThat(ProcessSign.socket(file)).doesNotExist();
	}

	/**
	 * Runs in a separate process, and reports whether any file was not locked although it
	 * existed. There must be no such file, since each owner deletes its file before it
	 * unlocks it.
	 */
	static final class Prober {

		private static final String END = "end";

		public static void main(String[] args) throws IOException {
			Path folder = Path.of(args[0]);
			LifeSign signs = new LifeSign(folder);
			System.out.println("probing");
			while (!Files.exists(folder.resolve(END))) {
				try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ProcessSign.SUFFIX)) {
					for (Path file : files) {
						if (signs.isGone(file.getFileName().toString()) && Files.exists(file)) {
							System.out.println(file + " was not locked");
							return;
						}
					}
				}
			}
			System.out.println("never unlocked");
		}

	}

}
