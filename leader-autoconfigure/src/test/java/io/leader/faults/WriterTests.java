package io.leader.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.leader.faults.Operations.Outcome;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Writer}.
 */
@EnabledOnOs({ OS.LINUX, OS.MAC })
class WriterTests {

	/**
	 * The number of lines that the process prints. They exceed the buffer of a reader,
	 * but not that of a pipe.
	 */
	private static final int LINES = 1000;

	@TempDir
	private Path folder;

	/**
	 * No line beyond the first buffer is read until the process is dead.
	 */
	@Test
	@SuppressWarnings("FutureReturnValueIgnored")
	void operationsThatAProcessReportedBeforeItWasKilledAreRead() throws Exception {
		Path printed = this.folder.resolve("printed");
		CountDownLatch dead = new CountDownLatch(1);
		Operations operations = new Operations() {

			@Override
			boolean note(int client, String line) {
				try {
					dead.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return super.note(client, line);
			}

		};
		List<String> command = List.of("sh", "-c",
				"i=0; while [ $i -lt $1 ]; do i=$((i+1)); echo completed id-$i COMMITTED 1; done;"
						+ " echo $$ > \"$2.draft\"; mv \"$2.draft\" \"$2\"; exec sleep 60",
				"sh", String.valueOf(LINES), printed.toString());
		try (Writer writer = new Writer(command, List.of(), operations)) {
			await(() -> Files.exists(printed));
			ProcessHandle.of(Long.parseLong(Files.readString(printed).strip()))
				.orElseThrow()
				.onExit()
				.thenRun(dead::countDown);
			writer.kill();
			assertThat(operations.completedWith(Outcome.COMMITTED)).hasSize(LINES);
		}
	}

}
