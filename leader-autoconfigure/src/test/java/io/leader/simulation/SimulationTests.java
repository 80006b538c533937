package io.leader.simulation;

import java.util.List;
import java.util.concurrent.TimeUnit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.spi.FilterReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.leader.election.LeaderElection;
import io.leader.support.CpuTime;
import io.leader.support.LongTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests engines under faults in virtual time. By default, schedules run for 10 s of CPU
 * time, or for 20 s if {@linkplain LongTest long tests} are enabled, starting with the
 * same seed each time. {@code -Dleader.simulation.seed=N} replays one schedule and prints
 * its history. {@code -Dleader.simulation.schedules=N} runs that many schedules, and
 * {@code -Dleader.simulation.first=N} sets the first seed. {@link Model} describes how to
 * select models.
 */
class SimulationTests {

	private static final String REPLAY = "leader.simulation.seed";

	/**
	 * The default first seed. Each build starts with the same schedules, so a failure is
	 * usually due to a change.
	 */
	private static final long FIRST = 7_700_000_000L;

	private final ListAppender<ILoggingEvent> errors = new ListAppender<>();

	/**
	 * Collects the errors in the log. An engine continues after a step has thrown an
	 * exception, but the test must fail unless the simulation threw it.
	 */
	@BeforeEach
	void listenForErrors() {
		Logger logger = (Logger) LoggerFactory.getLogger(LeaderElection.class);
		// Log statements run, since the simulation makes some of them fail, but only
		// errors are kept.
		logger.setLevel(Level.INFO);
		logger.setAdditive(false);
		this.errors.addFilter(new Filter<>() {

			@Override
			public FilterReply decide(ILoggingEvent event) {
				return event.getLevel().isGreaterOrEqual(Level.ERROR) ? FilterReply.NEUTRAL : FilterReply.DENY;
			}

		});
		this.errors.start();
		logger.addAppender(this.errors);
	}

	@AfterEach
	void noStepFailed() {
		Logger logger = (Logger) LoggerFactory.getLogger(LeaderElection.class);
		logger.detachAppender(this.errors);
		logger.setAdditive(true);
		logger.setLevel(null);
		assertThat(this.errors.list).filteredOn((event) -> event.getMessage().contains("a step failed"))
			.allMatch((event) -> event.getThrowableProxy().getMessage().contains("this is a simulation"));
	}

	@Test
	void thereAreNeverTwoLeaders() {
		Long only = Long.getLong(REPLAY);
		if (only != null) {
			replay(only);
			return;
		}
		long first = Long.getLong("leader.simulation.first", FIRST);
		long schedules = Long.getLong("leader.simulation.schedules", Long.MAX_VALUE);
		long began = CpuTime.nanos();
		long budget = (schedules == Long.MAX_VALUE) ? TimeUnit.SECONDS.toNanos(LongTest.ENABLED ? 20 : 10)
				: Long.MAX_VALUE;
		long grants = 0;
		long sections = 0;
		long silent = 0;
		long done = 0;
		while (done < schedules && CpuTime.nanos() - began < budget) {
			Schedule.Outcome outcome = run(first + done++);
			grants += outcome.grants();
			sections += outcome.sections();
			silent += outcome.silent();
		}
		System.out.printf("Simulated %d schedules from seed %d in %d s of CPU time: %d terms, no violation%n", done,
				first, TimeUnit.NANOSECONDS.toSeconds(CpuTime.nanos() - began), grants);
		assertThat(grants).as("faults cause changes of leadership").isGreaterThan(2 * done);
		assertThat(sections).as("guarded sections were observed").isGreaterThan(done);
		assertThat(silent).as("silent followers were observed").isGreaterThan(done / 10);
	}

	@Test
	void theSameSeedGivesTheSameHistory() {
		assertThat(history(42)).isEqualTo(history(42)).isNotEqualTo(history(43)).hasSizeGreaterThan(20);
	}

	private static List<String> history(long seed) {
		Schedule schedule = new Schedule(seed, true);
		schedule.run();
		return schedule.history();
	}

	private static Schedule.Outcome run(long seed) {
		try {
			return new Schedule(seed, false).run();
		}
		catch (Observer.Violation ex) {
			Schedule recorded = new Schedule(seed, true);
			try {
				recorded.run();
			}
			catch (Observer.Violation again) {
				// Expected, since the seed determines the history.
			}
			List<String> history = recorded.history();
			String end = String.join("\n", history.subList(Math.max(0, history.size() - 60), history.size()));
			return fail("Seed %d: %s. Replay with -D%s=%d. It has the models %s. The end of its history:%n%s", seed,
					ex.getMessage(), REPLAY, seed, recorded.models(), end);
		}
	}

	private static void replay(long seed) {
		Schedule schedule = new Schedule(seed, true);
		try {
			schedule.run();
		}
		finally {
			schedule.history().forEach(System.out::println);
		}
	}

}
