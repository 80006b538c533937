package io.leader.kubernetes;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(OutputCaptureExtension.class)
class ApiStatisticsTests {

	/** The server's time, 2026-01-01T00:00:00Z, in milliseconds since the epoch. */
	private static final long SERVER = 1767225600000L;

	private static final String DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

	private final ApiStatistics statistics = new ApiStatistics(Duration.ofSeconds(5));

	@Test
	void clocksThatMayAgreeHaveNoDistance() {
		this.statistics.responseReceived(DATE, SERVER - 10, SERVER);
		assertThat(this.statistics.clockDifference()).isZero();
		this.statistics.responseReceived(DATE, SERVER + 999, SERVER + 1500);
		assertThat(this.statistics.clockDifference()).isZero();
	}

	@Test
	void onlyTheCertainPartOfTheDistanceCounts() {
		this.statistics.responseReceived(DATE, SERVER + 3000, SERVER + 3100);
		assertThat(this.statistics.clockDifference()).as("the server's clock may be at the end of that second")
			.isEqualTo(Duration.ofSeconds(2));
		this.statistics.responseReceived(DATE, SERVER - 3100, SERVER - 3000);
		assertThat(this.statistics.clockDifference()).isEqualTo(Duration.ofSeconds(-3));
	}

	@Test
	void warnsOnceWhenTheDistanceExceedsTheMarginOfOthers(CapturedOutput output) {
		this.statistics.responseReceived(DATE, SERVER + 5900, SERVER + 5910);
		assertThat(output).doesNotContain("clock");
		this.statistics.responseReceived(DATE, SERVER + 6000, SERVER + 6010);
		this.statistics.responseReceived(DATE, SERVER + 7000, SERVER + 7010);
		await(() -> output.toString().contains("ahead of the API server's"));
		assertThat(output.toString().split("ahead of the API server's", -1)).hasSize(2);
		this.statistics.responseReceived(DATE, SERVER, SERVER);
		this.statistics.responseReceived(DATE, SERVER - 5000, SERVER - 5000);
		await(() -> output.toString().contains("5000 ms behind the API server's"));
	}

	@Test
	void theSmallestMarginCounts(CapturedOutput output) {
		this.statistics.tolerate(Duration.ofSeconds(9));
		this.statistics.tolerate(Duration.ofSeconds(3));
		this.statistics.tolerate(Duration.ofSeconds(4));
		this.statistics.responseReceived(DATE, SERVER + 3900, SERVER + 3910);
		assertThat(output).doesNotContain("clock");
		this.statistics.responseReceived(DATE, SERVER + 4000, SERVER + 4010);
		await(() -> output.toString().contains("3000 ms ahead of the API server's"));
	}

	@Test
	void aMissingOrInvalidDateHeaderChangesNothing() {
		this.statistics.responseReceived(DATE, SERVER + 3000, SERVER + 3100);
		this.statistics.responseReceived(null, SERVER, SERVER);
		this.statistics.responseReceived("yesterday", SERVER, SERVER);
		assertThat(this.statistics.clockDifference()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void errorsAreCountedByCode() {
		this.statistics.refused(409);
		this.statistics.refused(409);
		this.statistics.refused(418);
		this.statistics.unreachable();
		assertThat(this.statistics.errors("409")).isEqualTo(2);
		assertThat(this.statistics.errors("other")).isEqualTo(1);
		assertThat(this.statistics.errors("unreachable")).isEqualTo(1);
		assertThat(this.statistics.errors("500")).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> this.statistics.errors("418"));
	}

}
