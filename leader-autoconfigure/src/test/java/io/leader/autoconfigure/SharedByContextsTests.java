package io.leader.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.leader.actuate.LeaderEndpoint;
import io.leader.autoconfigure.LeaderContextTest.Listeners;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.guard.LeaderOnly;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a parent and a child context that both use the starter.
 */
class SharedByContextsTests {

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Listeners.class)
	static class Half {

		@Bean
		Job job() {
			return new Job();
		}

	}

	static class Job {

		@LeaderOnly
		String run() {
			return "ran";
		}

	}

	private final String name = "test-" + UUID.randomUUID();

	private ConfigurableApplicationContext parent;

	private ConfigurableApplicationContext child;

	@BeforeEach
	void start() {
		String[] properties = { "leader.lock-name=" + this.name, "leader.platform=local", "leader.retry-period=20ms",
				"management.endpoint.leader.access=unrestricted", "spring.main.banner-mode=off",
				"management.endpoints.web.exposure.include=leader,metrics,health", "server.port=0" };
		SpringApplicationBuilder application = new SpringApplicationBuilder(Half.class).web(WebApplicationType.NONE)
			.properties(properties);
		this.child = application.child(Half.class).web(WebApplicationType.SERVLET).properties(properties).run();
		this.parent = (ConfigurableApplicationContext) this.child.getParent();
	}

	@AfterEach
	void close() {
		this.child.close();
		this.parent.close();
	}

	private static List<String> received(ConfigurableApplicationContext context) {
		return context.getBean(Listeners.class).received;
	}

	@Test
	void bothContextsShareOneElection() {
		assertThat(this.child.getBean(LeaderElection.class)).isSameAs(this.parent.getBean(LeaderElection.class));
		Iterator<LeaderElection> all = this.child.getBean(LeaderElections.class).iterator();
		assertThat(all.next().name()).isEqualTo(this.name);
		assertThat(all.hasNext()).isFalse();
		await(this.child.getBean(LeaderElection.class)::isLeader);
		assertThat(this.child.getBean("job", Job.class).run()).isEqualTo("ran");
		assertThat(this.parent.getBean("job", Job.class).run()).isEqualTo("ran");
	}

	@Test
	void listenersOfBothContextsAreNotifiedOfEachChangeOnce() {
		LeaderElection election = this.parent.getBean(LeaderElection.class);
		await(election::isLeader);
		election.yieldLeadership(Duration.ofHours(1));
		await(() -> received(this.parent).contains("revoked " + this.name + " false")
				&& received(this.child).contains("revoked " + this.name + " false"));
		received(this.parent).clear();
		received(this.child).clear();
		election.endAbsence();
		await(election::isLeader);
		await(() -> !received(this.child).isEmpty());
		election.yieldLeadership(Duration.ofHours(1));
		await(() -> received(this.child).contains("revoked " + this.name + " false"));
		List<String> once = List.of("granted " + this.name + " true", "revoked " + this.name + " false");
		assertThat(received(this.parent)).isEqualTo(once);
		assertThat(received(this.child)).isEqualTo(once);
	}

	@Test
	void theEndpointOfTheChildShowsTheSharedElection() throws Exception {
		LeaderElection election = this.parent.getBean(LeaderElection.class);
		await(election::isLeader);
		assertThat(this.child.getBeanProvider(LeaderEndpoint.class).stream()).hasSize(1);
		assertThat(send("GET", "leader").body()).contains("\"isLeader\":true",
				"\"elections\":{\"" + this.name + "\":{");
		assertThat(send("POST", "leader/" + this.name + "?stayout=1h").statusCode()).isEqualTo(400);
		assertThat(election.isLeader()).isTrue();
		assertThat(send("POST", "leader/" + this.name + "?stayOut=1h").statusCode()).isEqualTo(200);
		assertThat(election.isLeader()).isFalse();
		assertThat(send("GET", "metrics/leader.leading").body()).contains("\"value\":0.0");
		assertThat(send("GET", "health").body()).contains("\"status\":\"UP\"");
	}

	private HttpResponse<String> send(String method, String path) throws Exception {
		URI uri = URI.create("http://127.0.0.1:%s/actuator/%s"
			.formatted(this.child.getEnvironment().getProperty("local.server.port"), path));
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri)
				.header("Content-Type", "application/json")
				.method(method, HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void theElectionOutlivesTheChild() {
		LeaderElection election = this.parent.getBean(LeaderElection.class);
		await(election::isLeader);
		this.child.close();
		assertThat(election.isLeader()).isTrue();
		received(this.parent).clear();
		election.yieldLeadership();
		await(election::isLeader);
		await(() -> received(this.parent).size() == 2);
		assertThat(this.parent.isActive()).isTrue();
	}

}
