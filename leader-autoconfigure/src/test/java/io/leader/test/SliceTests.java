package io.leader.test;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import io.leader.autoconfigure.ElectionSettingsCustomizer;
import io.leader.autoconfigure.kubernetes.KubernetesConnectionDetails;
import io.leader.election.LeaderElection;
import io.leader.election.ManualElection;
import io.leader.guard.LeaderOnly;
import io.leader.guard.NotLeaderException;
import io.leader.test.LeaderElectionTest.As;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests {@link LeaderElectionTest} with the test slices of an application.
 */
class SliceTests {

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@RestController
	static class Settlement {

		private final LeaderElection election;

		Settlement(LeaderElection election) {
			this.election = election;
		}

		@GetMapping("/settled")
		@LeaderOnly
		String settled() {
			return "by " + this.election.name();
		}

	}

	@Nested
	@WebMvcTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Application.class)
	@Import(Settlement.class)
	@LeaderElectionTest(As.FOLLOWER)
	class Mvc {

		@Test
		void guardsApply(@Autowired MockMvcTester mvc, @Autowired ManualElection election) {
			assertThat(mvc.get().uri("/settled")).hasStatus(503);
			election.grant();
			assertThat(mvc.get().uri("/settled")).hasStatusOk().hasBodyTextEqualTo("by orders");
		}

		@Nested
		class InheritsTheAnnotation {

			@Test
			void guardsApplyToo(@Autowired MockMvcTester mvc) {
				assertThat(mvc.get().uri("/settled")).hasStatus(503);
			}

		}

	}

	@Nested
	@WebFluxTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Application.class)
	@Import(Settlement.class)
	@LeaderElectionTest(As.FOLLOWER)
	class WebFlux {

		@Test
		void guardsApply(@Autowired WebTestClient client, @Autowired ManualElection election) {
			client.get().uri("/settled").exchange().expectStatus().isEqualTo(503);
			election.grant();
			client.get().uri("/settled").exchange().expectBody(String.class).isEqualTo("by orders");
		}

	}

	@Nested
	@JsonTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Application.class)
	@Import(NoContainer.class)
	@LeaderElectionTest
	class WithConnectionDetails {

		@Test
		void noContainerIsNeeded(@Autowired ManualElection election) {
			assertThat(election.isLeader()).isTrue();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NoContainer {

		@Bean
		KubernetesConnectionDetails details() {
			return () -> {
				throw new IllegalStateException("There is no container.");
			};
		}

	}

	@Nested
	@JsonTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Application.class)
	@Import(Customized.class)
	@LeaderElectionTest
	class WithACustomizer {

		@Test
		void settingsAreCustomized(@Autowired ManualElection election) {
			assertThat(election.identity()).isEqualTo("one of orders");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customized {

		@Bean
		ElectionSettingsCustomizer identified() {
			return (election, settings) -> settings.identity("one of " + election);
		}

	}

	@Nested
	@JsonTest(properties = "spring.application.name=orders")
	@ContextConfiguration(classes = Application.class)
	@Import(Settlement.class)
	@LeaderElectionTest(As.FOLLOWER)
	class Other {

		@Test
		void guardsApply(@Autowired Settlement settlement, @Autowired ManualElection election) {
			assertThatExceptionOfType(NotLeaderException.class).isThrownBy(settlement::settled);
			election.grant();
			assertThat(settlement.settled()).isEqualTo("by orders");
		}

	}

}
