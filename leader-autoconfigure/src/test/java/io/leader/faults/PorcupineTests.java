package io.leader.faults;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.leader.support.GoCondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests which histories {@code peers/porcupine} accepts.
 */
@ExtendWith(GoCondition.class)
class PorcupineTests {

	@TempDir
	private Path folder;

	private final Operations operations = new Operations();

	@Test
	void tokensThatGrow() {
		call("first", 1, 10);
		completed("first", "COMMITTED", 20);
		call("second", 2, 30);
		completed("second", "COMMITTED", 40);
		assertThat(isLinearizable()).isTrue();
	}

	@Test
	void smallerTokenAfterALargerOne() {
		call("larger", 2, 10);
		completed("larger", "COMMITTED", 20);
		call("smaller", 1, 21);
		completed("smaller", "COMMITTED", 30);
		assertThat(isLinearizable()).isFalse();
	}

	@Test
	void smallerTokenConcurrentWithALargerOne() {
		call("larger", 2, 10);
		call("smaller", 1, 19);
		completed("larger", "COMMITTED", 20);
		completed("smaller", "COMMITTED", 30);
		assertThat(isLinearizable()).isTrue();
	}

	@Test
	void refusalAfterALargerToken() {
		call("larger", 2, 10);
		completed("larger", "COMMITTED", 20);
		call("refused", 1, 30);
		completed("refused", "REFUSED", 40);
		assertThat(isLinearizable()).isTrue();
	}

	@Test
	void refusalWithoutALargerToken() {
		call("refused", 1, 10);
		completed("refused", "REFUSED", 20);
		call("larger", 2, 21);
		completed("larger", "COMMITTED", 30);
		assertThat(isLinearizable()).isFalse();
	}

	@Test
	void anOperationWithoutAResultMayTakeEffectAtAnyLaterTime() {
		call("lost", 2, 10);
		call("before", 1, 20);
		completed("before", "COMMITTED", 30);
		call("after", 1, 40);
		completed("after", "REFUSED", 50);
		assertThat(isLinearizable()).isTrue();
	}

	@Test
	void anOperationWithoutAResultTakesEffectOnce() {
		call("lost", 2, 10);
		call("refused", 1, 20);
		completed("refused", "REFUSED", 30);
		call("after", 1, 40);
		completed("after", "COMMITTED", 50);
		assertThat(isLinearizable()).isFalse();
	}

	@Test
	void anOperationWithoutAResultTakesNoEffectBeforeItsCall() {
		call("refused", 1, 10);
		completed("refused", "REFUSED", 20);
		call("lost", 2, 30);
		assertThat(isLinearizable()).isFalse();
	}

	/**
	 * Operations without a result may take effect at any later time. The checker must not
	 * try all of these times, most of which make no difference.
	 */
	@Test
	void manyOperationsWithoutAResultDoNotPreventAVerdict() {
		for (int i = 0; i < 2000; i++) {
			long time = 10L * i;
			call("lost-" + i, 1 + i / 20, time);
			call("committed-" + i, 1 + i / 20, time + 1);
			completed("committed-" + i, "COMMITTED", time + 2);
		}
		assertThat(isLinearizable()).isTrue();
		call("smaller", 1, 30_000);
		completed("smaller", "COMMITTED", 30_001);
		assertThat(isLinearizable()).isFalse();
	}

	@Test
	void aResultBeforeItsCallIsRejected() {
		call("wrong", 1, 10);
		completed("wrong", "COMMITTED", 9);
		assertThatIllegalStateException().isThrownBy(this::isLinearizable).withMessageContaining("before it is called");
	}

	private void call(String id, long token, long time) {
		assertThat(this.operations.note(0, "call %s %d %d".formatted(id, token, time))).isTrue();
	}

	private void completed(String id, String outcome, long time) {
		assertThat(this.operations.note(0, "completed %s %s %d".formatted(id, outcome, time))).isTrue();
	}

	private boolean isLinearizable() {
		Path file = this.folder.resolve("history");
		this.operations.write("election", file);
		return Porcupine.check(file).linearizable();
	}

}
