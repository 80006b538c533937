package io.leader.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.Config;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.autoconfigure.guard.LeaderUnguardedAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.test.InMemoryElectionLock;
import io.leader.support.IsolatedClassPath;
import io.leader.support.LongTest;
import io.leader.support.PlainApplication;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests classpaths that lack some of the starter's dependencies: features whose
 * dependencies are present work, and missing dependencies are reported.
 */
@LongTest
@ExtendWith(OutputCaptureExtension.class)
class OptionalDependenciesTests extends LeaderContextTest {

	/** Matches the libraries of spring-boot-starter. */
	private static final String BOOT = "spring-boot(-autoconfigure)?-[0-9]|spring-(core|beans|context|aop|expression)-[0-9]"
			+ "|micrometer-(observation|commons)-|jspecify-|slf4j-api-|log(back|4j-to)-|jul-to|commons-logging-"
			+ "|jakarta.annotation|snakeyaml-2";

	private static final String INTEGRATION = "|spring-(integration-core|messaging|tx)-[0-9]";

	private static final String REACTOR = "|reactor-core-|reactive-streams-";

	private static final String CLIENT = "|kubernetes-(client|model)|snakeyaml-engine-|zjsonpatch-"
			+ "|jackson-(core|databind|dataformat-yaml)-3|jackson-annotations-2";

	/**
	 * Matches the libraries of the Kubernetes client that elections need.
	 * docs/configuration.md lists the parts of the Kubernetes model that can be excluded.
	 */
	private static final String SMALL_CLIENT = "|kubernetes-(client-api|httpclient-jdk|model-core|model-common)-"
			+ "|snakeyaml-engine-|jackson-(core|databind|dataformat-yaml)-3|jackson-annotations-2";

	/** Matches the libraries for metrics and health. */
	private static final String OPERATIONS = "|spring-boot-(actuator(-autoconfigure)?|health|micrometer-(metrics|observation))-[0-9]"
			+ "|micrometer-core-|HdrHistogram-|LatencyUtils-";

	@TempDir
	private Path folder;

	@SuppressWarnings("unchecked")
	private static Map<String, String> run(String libraries, String... properties) throws Exception {
		Pattern jars = Pattern.compile(BOOT + libraries);
		String[] all = Stream
			.concat(Stream.of("leader.lock-name=test-" + UUID.randomUUID(), "leader.namespace=any"),
					Stream.of(properties))
			.toArray(String[]::new);
		try (IsolatedClassPath classPath = new IsolatedClassPath(
				(entry) -> new File(entry).isDirectory() || jars.matcher(new File(entry).getName()).lookingAt())) {
			return (Map<String, String>) classPath.call(PlainApplication.class, "run", (Object) all);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "local" })
	void processesOnThisMachineNeedNoKubernetesClient(String platform) throws Exception {
		for (String libraries : List.of(INTEGRATION, INTEGRATION + REACTOR, INTEGRATION + CLIENT)) {
			Map<String, String> seen = run(libraries, "leader.platform=" + platform);
			assertThat(seen).as(libraries).containsEntry("leads", "true").containsEntry("ran", "true");
			assertThat(seen.get("beans")).contains("leaderStatusFiles").doesNotContain("leaderKubernetesConnection");
		}
	}

	@Test
	void metricsAndHealthNeedNoKubernetesClient() throws Exception {
		Map<String, String> seen = run(INTEGRATION + OPERATIONS, "leader.platform=local");
		assertThat(seen).doesNotContainKey("failure").containsEntry("leads", "true");
		assertThat(seen.get("beans")).contains("leaderMetrics", "leaderHealthIndicator")
			.doesNotContain("leaderApiMetrics");
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void aLockOnKubernetesReportsAMissingClient(String lockType) throws Exception {
		Map<String, String> seen = run(INTEGRATION, "leader.platform=kubernetes", "leader.lock-type=" + lockType);
		assertThat(seen.get("failure")).contains("leader.lock-type is '" + lockType + "', which needs "
				+ "io.fabric8:kubernetes-client-api and io.fabric8:kubernetes-httpclient-jdk and "
				+ "tools.jackson.core:jackson-databind on the classpath.");
		assertThat(seen.get("action")).contains("leader-spring-boot-starter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "leases", "configmaps", "endpoints" })
	void anElectionNeedsFewLibrariesOfTheClient(String lockType) throws Exception {
		Path kubeconfig = Files.writeString(this.folder.resolve("kubeconfig"), TestCluster.get().kubeconfig());
		System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
		try {
			Map<String, String> seen = run(INTEGRATION + SMALL_CLIENT, "leader.platform=kubernetes",
					"leader.namespace=" + TestCluster.get().namespace(), "leader.lock-type=" + lockType);
			assertThat(seen).doesNotContainKey("failure").containsEntry("leads", "true").containsEntry("ran", "true");
		}
		finally {
			System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
		}
	}

	@Test
	void theDocumentationListsTheLibrariesThatElectionsDoNotNeed() throws IOException {
		Pattern excluded = Pattern.compile("<artifactId>(kubernetes-model-[a-z]+)</artifactId>");
		Pattern small = Pattern.compile(SMALL_CLIENT.substring(1));
		assertThat(excluded.matcher(Files.readString(Path.of("..", "docs", "configuration.md")))
			.results()
			.map((exclusion) -> exclusion.group(1))).containsExactlyInAnyOrderElementsOf(
					Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
						.map((entry) -> new File(entry).getName())
						.filter((name) -> name.startsWith("kubernetes-model-") && !small.matcher(name).lookingAt())
						.map((name) -> name.substring(0, name.indexOf('-', "kubernetes-model-".length())))
						.toList());
	}

	@Test
	void aClientWithoutItsHttpClientIsNotEnough() throws Exception {
		Map<String, String> seen = run(INTEGRATION + CLIENT, "leader.platform=kubernetes");
		assertThat(seen.get("failure")).contains(
				"leader.lock-type is 'leases', which needs io.fabric8:kubernetes-httpclient-jdk on the classpath.");
	}

	@Test
	void aLockToMigrateFromReportsAMissingClient() {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8"))
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=map", "leader.lock.migrate-from=leases")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"leader.lock.migrate-from is 'leases', which needs io.fabric8:kubernetes-client"));
	}

	@ParameterizedTest
	@CsvSource({ "leader.lock-type=leases", "leader.lock.migrate-from=leases" })
	void theActionListsOtherLockTypesIfThereAreAny(String property) {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8"))
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues("leader.platform=local", "leader.lock-type=map", property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.extracting("action", InstanceOfAssertFactories.STRING)
				.contains("leader-spring-boot-starter", "to one of: map.")
				.doesNotContain("leader.platform"));
	}

	@Test
	void aLockTypeThatIsOnlyForMigrationIsRefusedWithoutAClient() {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8"))
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=spring-cloud")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("there is no such lock type"));
	}

	@Test
	void withoutSpringIntegrationThereIsNoElectionAndTheLogSaysSo(CapturedOutput output) throws Exception {
		Map<String, String> seen = run("", "leader.platform=local");
		assertThat(seen).containsEntry("leads", "false").doesNotContainKey("failure");
		assertThat(seen.get("beans")).doesNotContain("leaderElection");
		assertThat(output).contains("org.springframework.integration:spring-integration-core is not on the classpath",
				"so every replica runs the methods annotated with @LeaderOnly");
	}

	@Test
	void theLogSaysSoOnceEvenIfContextsHaveChildren(CapturedOutput output) {
		ApplicationContextRunner without = new ApplicationContextRunner()
			.withClassLoader(new FilteredClassLoader("org.springframework.integration"))
			.withConfiguration(with(LeaderUnguardedAutoConfiguration.class));
		without.run((parent) -> without.withParent(parent).run((child) -> assertThat(child).hasNotFailed()));
		assertThat(output.getOut().split("There is no leader election", -1)).hasSize(2);
	}

	@Test
	void aCustomLockTypeNeedsNoKubernetesClient() {
		this.runner.withClassLoader(new FilteredClassLoader("io.fabric8"))
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=map")
			.run((context) -> {
				ready(context);
				await(context.getBean(LeaderElection.class)::isLeader);
			});
	}

}
