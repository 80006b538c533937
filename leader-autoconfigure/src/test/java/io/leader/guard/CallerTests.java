package io.leader.guard;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElections;
import io.leader.guard.LeaderOnly.Otherwise;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the result of a skipped call depends on the caller: a web client receives an
 * error unless {@code otherwise} is {@code SKIP}, and a scheduler does not notice the
 * skipped call.
 */
class CallerTests extends GuardedBeanTest {

	@RestController
	static class Controller {

		int ran;

		@LeaderOnly
		@PostMapping("/nothing")
		void nothing() {
			this.ran++;
		}

		@LeaderOnly
		@GetMapping("/list")
		List<String> list() {
			this.ran++;
			return List.of("ran");
		}

		@LeaderOnly
		@GetMapping("/mono")
		Mono<Void> mono() {
			return Mono.fromRunnable(() -> this.ran++);
		}

		@LeaderOnly(otherwise = Otherwise.SKIP)
		@GetMapping("/skipped")
		void skipped() {
			this.ran++;
		}

	}

	@ParameterizedTest
	@CsvSource({ "/nothing, 503", "/list, 503", "/skipped, 200" })
	void aWebClientReceivesAnErrorIfTheCallIsSkipped(String path, int status) throws Exception {
		MockMvc web = MockMvcBuilders.standaloneSetup(guarded(Controller.class))
			.setControllerAdvice(new NotLeaderAdvice((election) -> 2))
			.build();
		var request = path.equals("/nothing") ? MockMvcRequestBuilders.post(path) : MockMvcRequestBuilders.get(path);
		assertThat(web.perform(request).andReturn().getResponse().getStatus()).isEqualTo(status);
		this.orders.lead();
		assertThat(web.perform(request).andReturn().getResponse().getStatus()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "/list, 503", "/mono, 503", "/skipped, 200" })
	void aReactiveWebClientReceivesAnErrorIfTheCallIsSkipped(String path, int status) {
		WebTestClient web = WebTestClient.bindToController(guarded(Controller.class))
			.controllerAdvice(new NotLeaderAdvice((election) -> 2))
			.build();
		web.get().uri(path).exchange().expectStatus().isEqualTo(status);
		this.orders.lead();
		web.get().uri(path).exchange().expectStatus().isOk();
	}

	static class Jobs {

		static final AtomicInteger ran = new AtomicInteger();

		@LeaderOnly
		@Scheduled(fixedDelay = Long.MAX_VALUE, initialDelay = Long.MAX_VALUE)
		int number() {
			return ran.incrementAndGet();
		}

		@LeaderOnly
		@Scheduled(fixedDelay = Long.MAX_VALUE, initialDelay = Long.MAX_VALUE)
		String text() {
			return "ran " + ran.incrementAndGet();
		}

		@LeaderOnly
		@Scheduled(fixedDelay = Long.MAX_VALUE, initialDelay = Long.MAX_VALUE)
		void nothing() {
			ran.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

	@ParameterizedTest
	@CsvSource({ "false, 0", "true, 3" })
	void aSchedulerDoesNotNoticeASkippedCall(boolean leads, int runs) {
		Jobs.ran.set(0);
		new ApplicationContextRunner().withUserConfiguration(LeaderGuardAutoConfiguration.class, Scheduling.class)
			.withBean(TestElection.class, () -> this.orders)
			.withBean(LeaderElections.class, () -> GuardWithSpringTests.elections(this.orders))
			.withBean(Jobs.class)
			.run((context) -> {
				if (leads) {
					this.orders.lead();
				}
				var tasks = context.getBean(ScheduledTaskHolder.class).getScheduledTasks();
				assertThat(tasks).hasSize(3);
				for (ScheduledTask task : tasks) {
					task.getTask().getRunnable().run();
				}
				assertThat(Jobs.ran).hasValue(runs);
			});
	}

}
