package io.leader.engine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import io.leader.engine.machine.Aspect;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ProblemsTests {

	private final String outage = "The API server at https://10.0.0.1 could not be reached.";

	private final Problems problems = new Problems("orders", new ElectionLog(Runnable::run));

	private static int warnings(CapturedOutput output) {
		return StringUtils.countOccurrencesOf(output.toString(), " WARN ");
	}

	@Test
	void anOutageIsLoggedOnceAsAWarningThatNamesTheFailedOperation(CapturedOutput output) {
		for (int i = 0; i < 3; i++) {
			this.problems.report(Aspect.WRITE, "Renewing the lock", this.outage);
			this.problems.report(Aspect.READ, "Reading the lock", this.outage);
			this.problems.report(Aspect.WATCH, "Opening the watch", this.outage);
		}
		assertThat(warnings(output)).isEqualTo(1);
		assertThat(output).contains("Election 'orders': Renewing the lock failed: The API server");
		this.problems.clear(Aspect.READ);
		this.problems.clear(Aspect.WRITE);
		this.problems.clear(Aspect.WATCH);
		assertThat(output).contains("the lock can be written again").doesNotContain("read again", "watched again");
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
		assertThat(output).contains("Renewing the lock failed");
	}

	@Test
	void anotherCauseIsLoggedAsAWarning(CapturedOutput output) {
		this.problems.report(Aspect.READ, "Reading the lock", this.outage);
		this.problems.report(Aspect.READ, "Reading the lock", "403");
		this.problems.report(Aspect.READ, "Reading the lock", "Reading the lock timed out after 5s.");
		assertThat(warnings(output)).isEqualTo(3);
		assertThat(output).contains("Reading the lock timed out").doesNotContain("failed: Reading");
	}

}
