package io.leader.statusfile;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class StatusFileSettingsTests {

	private static final Duration AUTHORITY = Duration.ofSeconds(10);

	@Test
	void theFileIsInAnExistingFolder(@TempDir Path folder) {
		assertThat(StatusFileSettings.of(folder + "/x/../leader", AUTHORITY).file())
			.isEqualTo(folder.toAbsolutePath().resolve("leader"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/no-such-folder/leader", "/dev/null/leader" })
	void withoutAPathThereIsNoFile(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusFileSettings.of(path, AUTHORITY))
			.withMessageContaining("is not a folder that this process can write to");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", ".", "/proc", "/proc/" })
	void aFolderIsRefused(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusFileSettings.of(path, AUTHORITY))
			.withMessage("which is a folder");
	}

	@Test
	void anInvalidPathIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> StatusFileSettings.of("a\0b", AUTHORITY))
			.withMessageStartingWith("which is not a path");
	}

	@ParameterizedTest
	@CsvSource({ "PT1S, PT0.1S", "PT10S, PT1S", "PT20S, PT2S", "PT1H, PT2S" })
	void theMarginIsATenthAndAtMostTwoSeconds(Duration authority, Duration margin, @TempDir Path folder) {
		assertThat(StatusFileSettings.of(folder + "/leader", authority).margin()).isEqualTo(margin);
	}

}
