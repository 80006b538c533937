package io.leader.faults;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.leader.faults.Group.Claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the observer finds violations.
 */
class ObserverTests {

	@TempDir
	private Path folder;

	private static Claim claim(String process, long from, long to, long token) {
		return new Claim(process, new Claims.Span(from, to, token));
	}

	@Test
	void findsTwoLeadersEvenIfOneIsHiddenByALaterClaim() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Group.verify(List.of(claim("a", 0, 100, 1), claim("b", 100, 200, 2))))
			.withMessageContaining("lead at the same time");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(
					() -> Group.verify(List.of(claim("a", 0, 100, 1), claim("a", 10, 20, 2), claim("b", 50, 60, 3))))
			.withMessageContaining("lead at the same time for 50 ns");
		assertThat(Group.verify(List.of(claim("a", 0, 100, 1), claim("b", 101, 200, 2))))
			.startsWith("2 terms, two leaders for 0 ms");
	}

	@Test
	void findsTokensThatDoNotGrow() {
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> Group.verify(List.of(claim("a", 0, 100, 2), claim("b", 200, 300, 2))))
			.withMessageContaining("fencing token");
	}

	@Test
	void readsFromTheFileWhatAProcessWrote() {
		Path file = this.folder.resolve("claims");
		Claims written = Claims.write(file);
		written.begins(10, 5);
		written.continues(20);
		written.continues(30);
		written.begins(50, 6);
		written.woke(true);
		written.woke(false);
		Claims read = Claims.read(file);
		assertThat(read.spans()).containsExactly(new Claims.Span(10, 30, 5), new Claims.Span(50, 50, 6));
		assertThat(read.wokenLeading()).isEqualTo(1);
		assertThat(read.wokenFollowing()).isEqualTo(1);
	}

}
