package io.leader.engine;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.engine.machine.Aspect;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsTests {

	private static final String NAME = "election-with-problems";

	private final String outage = "The API server at https://10.0.0.1 could not be reached.";

	private final Problems problems = new Problems(NAME, new ElectionLog(Runnable::run));

	/**
	 * Returns what has been logged about this election, except at DEBUG. Elections of
	 * other tests may log at the same time.
	 */
	private static List<String> logged(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("Election '" + NAME + "': ") && !line.contains(" DEBUG "))
			.toList();
	}

	private static long warnings(CapturedOutput output) {
		return logged(output).stream().filter((line) -> line.contains(" WARN ")).count();
	}

	@Test
	void anOutageIsLoggedOnceAsAWarningThatNamesTheFailedOperation(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			this.problems.report(Aspect.WRITE, "Renewing the lock", this.outage);
			this.problems.report(Aspect.READ, "Reading the lock", this.outage);
			this.problems.report(Aspect.WATCH, "Opening the watch", this.outage);
		}
		assertThat(warnings(output)).isEqualTo(1);
		assertThat(logged(output)).singleElement().asString().contains("Renewing the lock failed: The API server");
		this.problems.clear(Aspect.READ);
		this.problems.clear(Aspect.WRITE);
		this.problems.clear(Aspect.WATCH);
		assertThat(logged(output)).hasSize(2).last().asString().endsWith("the lock can be written again");
		assertThat(this.problems.sentences()).isEmpty();
	}

	@Test
	void aProblemThatOutlastsAnOutageIsLoggedAsAWarning(CapturedOutput output) {
		this.problems.report(Aspect.READ, "Reading the lock", this.outage);
		this.problems.report(Aspect.WRITE, "Renewing the lock", this.outage);
		this.problems.clear(Aspect.READ);
		assertThat(warnings(output)).isEqualTo(1);
		this.problems.report(Aspect.WRITE, "Renewing the lock", this.outage);
		assertThat(warnings(output)).isEqualTo(2);
		assertThat(logged(output)).last().asString().contains("Renewing the lock failed");
	}

	@Test
	void anotherCauseIsLoggedAsAWarning(CapturedOutput output) {
		this.problems.report(Aspect.READ, "Reading the lock", this.outage);
		this.problems.report(Aspect.READ, "Reading the lock", "403");
		this.problems.report(Aspect.READ, "Reading the lock", "Reading the lock timed out after 5s.");
		assertThat(warnings(output)).isEqualTo(3);
		assertThat(logged(output)).last()
			.asString()
			.contains("Reading the lock timed out")
			.doesNotContain("failed: Reading");
	}

}
