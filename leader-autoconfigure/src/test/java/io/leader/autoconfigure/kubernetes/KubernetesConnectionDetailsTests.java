package io.leader.autoconfigure.kubernetes;

import java.util.concurrent.atomic.AtomicInteger;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.lock.LockCoordinates;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests when a bean of type {@link KubernetesConnectionDetails} determines the cluster of
 * the locks, and how an invalid kubeconfig is reported.
 */
class KubernetesConnectionDetailsTests extends LeaderContextTest {

	private static final String GOOD = """
			apiVersion: v1
			kind: Config
			clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
			users: [{name: u, user: {token: SECRET}}]
			contexts: [{name: staging, context: {cluster: c, user: u}}]
			current-context: staging
			""";

	private final AtomicInteger calls = new AtomicInteger();

	private final ApplicationContextRunner auto = this.runner.withPropertyValues("leader.platform=auto");

	private ApplicationContextRunner with(ApplicationContextRunner application, String kubeconfig) {
		return application.withBean("theirs", KubernetesConnectionDetails.class, () -> () -> {
			this.calls.incrementAndGet();
			return kubeconfig;
		});
	}

	private static LockCoordinates lock(AssertableApplicationContext context) {
		return context.getBean(LeaderElection.class).status().lock();
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "kubernetes" })
	void anApplicationLeadsOnItsApiServer(String platform) {
		TestCluster cluster = TestCluster.get();
		with(this.auto, cluster.kubeconfig())
			.withPropertyValues("leader.platform=" + platform, "leader.namespace=" + cluster.namespace(),
					"leader.identity=me")
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
				assertThat(lock(context)).isEqualTo(new LockCoordinates("leases", this.name, cluster.namespace()));
				try (KubernetesClient client = cluster.client()) {
					assertThat(client.leases()
						.inNamespace(cluster.namespace())
						.withName(this.name)
						.get()
						.getSpec()
						.getHolderIdentity()).isEqualTo("me");
				}
			});
		assertThat(this.calls).as("calls of kubeconfig()").hasValue(1);
	}

	@Test
	void aStartThatWaitsForLeadershipWaitsOnIt() {
		TestCluster cluster = TestCluster.get();
		with(this.auto, cluster.kubeconfig())
			.withPropertyValues("leader.namespace=" + cluster.namespace(), "leader.startup.wait-for-leadership=true",
					"leader.shutdown.on-revocation=false")
			.run((context) -> {
				assertThat(context.getBean(LeaderElection.class).isLeader()).isTrue();
				assertThat(lock(context).type()).isEqualTo("leases");
			});
	}

	@Test
	void withoutANamespaceInItsContextItIsTheDefaultOne() {
		with(this.auto, GOOD).run((context) -> assertThat(lock(context).namespace()).isEqualTo("default"));
		with(this.auto, GOOD.replace("user: u}", "user: u, namespace: shop}"))
			.run((context) -> assertThat(lock(context).namespace()).isEqualTo("shop"));
		with(this.auto, GOOD).withPropertyValues("POD_NAMESPACE=pods")
			.run((context) -> assertThat(lock(context).namespace()).isEqualTo("pods"));
	}

	@Test
	void eachElectionMayStayOnThisMachine() {
		with(this.auto, GOOD)
			.withPropertyValues("leader.elections.a.lock-type=configmaps",
					"leader.elections.b.lock-name=" + this.name + "-b", "leader.elections.b.platform=local")
			.run((context) -> {
				LeaderElections elections = context.getBean(LeaderElections.class);
				assertThat(elections.get("a").status().lock().type()).isEqualTo("configmaps");
				assertThat(elections.get("b").status().lock().type()).isEqualTo("local");
			});
		assertThat(this.calls).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.platform=local", "leader.enabled=false", "leader.test.role=leader",
			"leader.test.role=follower" })
	void itIsNotUsedWithoutALockOnKubernetes(String property) {
		with(this.auto, "nonsense").withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
		assertThat(this.calls).hasValue(0);
	}

	@Test
	void theApplicationsOwnConfigurationOrClientWins() {
		Config own = new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:2")
			.withNamespace("own")
			.build();
		with(this.auto, "nonsense").withBean(Config.class, () -> own)
			.run((context) -> assertThat(lock(context)).isEqualTo(new LockCoordinates("leases", this.name, "own")));
		with(this.auto, "nonsense")
			.withBean(KubernetesClient.class, () -> new KubernetesClientBuilder().withConfig(own).build())
			.run((context) -> assertThat(lock(context)).isEqualTo(new LockCoordinates("leases", this.name, "own")));
		assertThat(this.calls).hasValue(0);
	}

	@Test
	void thatOfAParentContextIsUsed() {
		with(new ApplicationContextRunner(), GOOD).run((parent) -> this.auto.withParent(parent)
			.run((context) -> assertThat(lock(context).namespace()).isEqualTo("default")));
	}

	@Test
	void ofTwoThereMustBeAPrimaryOne() {
		ApplicationContextRunner two = with(this.auto, "nonsense");
		two.withBean("other", KubernetesConnectionDetails.class, () -> () -> GOOD)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(NoUniqueBeanDefinitionException.class));
		two.withBean("other", KubernetesConnectionDetails.class, () -> () -> GOOD,
				(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(lock(context).type()).isEqualTo("leases"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "'clusters: [{name: SECRET'|cannot be parsed: while parsing a flow mapping",
			"- SECRET|cannot be parsed", "SECRET|cannot be parsed", "''|is empty" })
	void aMalformedKubeconfigIsReportedWithTheNameOfTheBean(String kubeconfig, String cause) {
		assertReported(kubeconfig, cause);
	}

	@Test
	void soIsAMissingOne() {
		assertReported(null, "is empty.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"current-context: staging|current-context: production|has the current-context 'production', but there is no context with that name. Available: staging.",
			"current-context: staging|# none|has no current-context. Available: staging.",
			"cluster: c, user|cluster: d, user|has the context 'staging' with cluster 'd', but there is no cluster with that name. Available: c.",
			"user: u}|user: v}|has the context 'staging' with user 'v', but there is no user with that name. Available: u.",
			"token: SECRET|client-certificate-data: U0VDUkVU, client-key-data: U0VDUkVU|cannot be used (",
			"{cluster: c, user: u}|null|has an empty current context." })
	void soIsOneThatTheClientCannotUse(String good, String bad, String cause) {
		assertReported(GOOD.replace(good, bad), cause);
	}

	@Test
	void soIsAMissingFileThatItNames() {
		this.with(this.auto, GOOD.replace(":1\"", ":1\", certificate-authority: /missing.crt"))
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(Throwable.class)
				.hasStackTraceContaining("The certificate authority '/missing.crt' for the API server at "
						+ "https://127.0.0.1:1/ cannot be read: it does not exist. It is referenced in the kubeconfig of the bean 'theirs'."));
	}

	private void assertReported(String kubeconfig, String cause) {
		FailureAnalysis analysis = analysis(with(this.auto, kubeconfig));
		assertThat(analysis.getCause()).isInstanceOf(LeaderConfigurationException.class);
		assertThat(analysis.getDescription()).startsWith("The kubeconfig of the bean 'theirs' " + cause)
			.as("might contain credentials")
			.doesNotContain("SECRET", "U0VDUkVU");
		assertThat(analysis.getAction()).contains("this bean").doesNotContain("KUBECONFIG");
	}

	@Test
	void withoutAKubernetesClientItIsSaidWhatIsMissing() {
		with(this.auto, GOOD).withClassLoader(new FilteredClassLoader("io.fabric8"))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.lock-type is 'leases', which needs io.fabric8:kubernetes-client-api"));
	}

}
