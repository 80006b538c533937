package io.leader.autoconfigure.fencing.jdbc;

import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataRetrievalFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.election.LeaderElection;
import io.leader.fencing.StaleLeaderException;
import io.leader.guard.LeaderOnly;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a leader whose commits are refused reports this until a commit is accepted
 * or its term ends.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedCommitsTests {

	private static final String PROBLEM = "Commits of this leader are rejected: ";

	private static final String ADVICE = ". Unless another candidate now leads, reset the row: docs/how-to/fencing.md describes when and how.";

	private final WebApplication application = new WebApplication(WebApplicationType.SERVLET, Application.class,
			"management.endpoints.web.exposure.include=leader,leaderfencing,health",
			"management.endpoint.leaderfencing.access=unrestricted", "management.endpoint.health.show-details=always",
			"leader.platform=local", "leader.lock-name=test-" + UUID.randomUUID(), "leader.retry-period=100ms",
			"leader.elections.orders.fencing.jdbc.enabled=true",
			"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());

	private final LeaderElection election = this.application.context().getBean(LeaderElection.class);

	private final JdbcTemplate jdbc = this.application.context().getBean(JdbcTemplate.class);

	private final Work work = this.application.context().getBean(Work.class);

	@AfterEach
	void close() {
		this.application.close();
	}

	private long lead() {
		await(this.election::isLeader);
		return this.election.fencingToken().orElseThrow();
	}

	private void raise() {
		this.jdbc.update("UPDATE leader_fencing_token SET token = 4000000000000000000");
	}

	private void reset() throws Exception {
		assertThat(this.application.post("/actuator/leaderfencing/orders", "{}").statusCode()).isEqualTo(200);
	}

	private String status() throws Exception {
		return this.application.get("/actuator/leader/orders").body();
	}

	private void assertRefused(Class<? extends RuntimeException> refusal) {
		assertThatExceptionOfType(refusal).isThrownBy(this.work::write);
	}

	@Test
	void areShownUntilOneIsAccepted(CapturedOutput output) throws Exception {
		long own = lead();
		this.work.write();
		assertThat(status()).contains("\"problems\":[]");
		raise();
		assertRefused(StaleLeaderException.class);
		assertRefused(StaleLeaderException.class);
		String refused = "the table leader_fencing_token has token 4000000000000000000, which is larger than token %d of this term"
			.formatted(own);
		assertThat(status()).contains("\"problems\":[\"" + PROBLEM + refused + ADVICE + "\"]");
		assertThat(this.application.get("/actuator/health").body()).contains(PROBLEM + refused + ADVICE);
		assertThat(output.toString()
			.split("Election 'orders': commits with fencing token " + own + " are rejected: " + refused, -1))
			.hasSize(2);
		reset();
		this.work.write();
		assertThat(status()).contains("\"problems\":[]");
		assertThat(output).contains("Election 'orders': commits with fencing token " + own + " are accepted again");
	}

	@Test
	void areShownIfThereIsNoRow() throws Exception {
		lead();
		this.jdbc.update("DELETE FROM leader_fencing_token");
		assertRefused(DataRetrievalFailureException.class);
		assertThat(status()).contains(PROBLEM + "the table leader_fencing_token has no row 'test-");
		reset();
		this.work.write();
		assertThat(status()).contains("\"problems\":[]");
	}

	@Test
	void endWithTheTerm() throws Exception {
		lead();
		raise();
		assertRefused(StaleLeaderException.class);
		this.election.yieldLeadership();
		assertThat(status()).doesNotContain(PROBLEM);
		reset();
		lead();
		assertThat(status()).doesNotContain(PROBLEM);
	}

	/**
	 * Refusing the commits of a former term is the purpose of fencing, not a problem of
	 * the current term.
	 */
	@Test
	void ofAFormerTermAreNotAttributedToTheCurrentTerm() throws Exception {
		long former = lead();
		TransactionTemplate transaction = new TransactionTemplate(
				this.application.context().getBean(PlatformTransactionManager.class));
		assertThatExceptionOfType(StaleLeaderException.class)
			.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
				this.election.runIfLeader(() -> this.jdbc.update("INSERT INTO work VALUES (1)"));
				this.election.yieldLeadership();
				await(() -> this.election.fencingToken().orElse(0) > former);
			}))
			.satisfies((ex) -> assertThat(ex.getOwnToken()).isEqualTo(former));
		assertThat(status()).contains("\"fencingToken\":" + lead(), "\"problems\":[]");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Work work(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE work (id INT)");
			return new Work(jdbc);
		}

	}

	static class Work {

		private final JdbcTemplate jdbc;

		Work(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@LeaderOnly
		@Transactional
		public void write() {
			this.jdbc.update("INSERT INTO work VALUES (1)");
		}

	}

}
