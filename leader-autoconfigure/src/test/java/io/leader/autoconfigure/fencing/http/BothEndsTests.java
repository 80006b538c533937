package io.leader.autoconfigure.fencing.http;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import tools.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.election.ManualElection;
import io.leader.guard.NotLeaderException;
import io.leader.support.WebApplication;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests fencing between each kind of client and each kind of server over the network.
 */
class BothEndsTests extends LeaderContextTest {

	private static final Map<WebApplicationType, WebApplication> ledgers = new ConcurrentHashMap<>();

	private final ApplicationContextRunner replica = new ApplicationContextRunner()
		.withConfiguration(with(LeaderHttpFencingAutoConfiguration.class));

	static Stream<Arguments> ends() {
		return Stream.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)
			.flatMap((receiver) -> Stream.of(Sender.values()).map((sender) -> Arguments.of(sender, receiver)));
	}

	@AfterAll
	static void close() {
		ledgers.values().forEach(WebApplication::close);
		ledgers.clear();
	}

	private static String uri(WebApplicationType receiver) {
		return Ledger.uri(ledgers.computeIfAbsent(receiver, Ledger::start), "/ledger/entries");
	}

	private static ManualElection election(ApplicationContext context, String name) {
		return BeanFactoryAnnotationUtils.qualifiedBeanOfType(context.getAutowireCapableBeanFactory(),
				ManualElection.class, name);
	}

	private ApplicationContextRunner replica(String orders, String reports, String role) {
		return this.replica.withPropertyValues("leader.elections.%s.test.role=%s".formatted(orders, role),
				"leader.elections.%s.test.role=%s".formatted(reports, role));
	}

	private static String unique(String name) {
		return name + "-" + UUID.randomUUID();
	}

	@ParameterizedTest
	@MethodSource("ends")
	void aFormerLeaderIsRefused(Sender sender, WebApplicationType receiver) {
		String orders = unique("orders");
		String reports = unique("reports");
		replica(orders, reports, "leader").run((former) -> replica(orders, reports, "follower").run((present) -> {
			assertThat(post(sender, former, orders, receiver).getBody()).isEqualTo(orders + " 1");
			ManualElection election = election(present, orders);
			election.grant();
			election.revoke();
			election.grant();
			assertThat(post(sender, present, orders, receiver).getBody()).isEqualTo(orders + " 2");
			ResponseEntity<String> refused = post(sender, former, orders, receiver);
			assertThat(refused.getStatusCode().value()).isEqualTo(409);
			assertThat(refused.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
			assertThat(new ObjectMapper().readTree(refused.getBody()).path("foundToken").asLong()).isEqualTo(2);
			assertThat(post(sender, former, reports, receiver).getBody()).isEqualTo(reports + " 1");
		}));
	}

	@ParameterizedTest
	@EnumSource
	void aFollowerSendsNothing(Sender sender) {
		String name = unique("followed");
		replica(name, "other", "follower").run((context) -> {
			assertThatExceptionOfType(NotLeaderException.class)
				.isThrownBy(() -> post(sender, context, name, WebApplicationType.SERVLET))
				.withMessageContaining("does not lead election '" + name + "'");
			ManualElection election = election(context, name);
			election.grant();
			assertThat(post(sender, context, name, WebApplicationType.SERVLET).getBody()).isEqualTo(name + " 1");
			election.revoke();
			assertThatExceptionOfType(NotLeaderException.class)
				.isThrownBy(() -> post(sender, context, name, WebApplicationType.SERVLET));
		});
	}

	@ParameterizedTest
	@EnumSource
	void workOfAnEarlierTermIsRefusedBeforeItIsSent(Sender sender) {
		String name = unique("earlier");
		replica(name, "other", "leader").run((context) -> {
			ManualElection election = election(context, name);
			HttpHeaders own = new HttpHeaders();
			own.set("Leader-Fencing-Token", Long.toString(election.fencingToken().orElseThrow()));
			String uri = uri(WebApplicationType.REACTIVE);
			assertThat(sender.post(context, election, uri, own).getBody()).isEqualTo(name + " 1");
			election.revoke();
			election.grant();
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> sender.post(context, election, uri, own))
				.withMessageContaining("the term in which its work began has ended");
		});
	}

	/**
	 * All replicas of a disabled election lead. Each one counts its terms from 1, so all
	 * of them have the same token in their first terms.
	 */
	@ParameterizedTest
	@EnumSource
	void aDisabledElectionSendsToo(Sender sender) {
		String name = unique("off");
		this.replica.withPropertyValues("leader.enabled=false", "leader.lock-name=" + name).run((context) -> {
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
			assertThat(post(sender, context, name, WebApplicationType.SERVLET).getBody()).isEqualTo(name + " 1");
		});
	}

	private static ResponseEntity<String> post(Sender sender, ApplicationContext replica, String election,
			WebApplicationType receiver) {
		return sender.post(replica, replica.getBean(LeaderElections.class).get(election), uri(receiver),
				new HttpHeaders());
	}

}
