package io.leader.autoconfigure.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.leader.DefaultCandidate;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistry;
import io.leader.election.LeaderElections;
import io.leader.event.CandidateListener;
import io.leader.lock.DelegatingElectionLock;
import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockDecorator;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.LockCoordinates;
import io.leader.lock.kubernetes.ConfigMapLock;
import io.leader.lock.kubernetes.EndpointsLock;
import io.leader.lock.kubernetes.ForLifeConfigMapLock;
import io.leader.lock.kubernetes.LeaseLock;
import io.leader.lock.test.InMemoryElectionLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests which lock the properties select, and which combinations are refused.
 */
class LockModesTests extends LeaderContextTest {

	private final ApplicationContextRunner kubernetes = this.runner
		.withPropertyValues("leader.platform=kubernetes", "POD_NAME=orders-1", "POD_UID=uid-1", "POD_NAMESPACE=shop")
		.withBean(Config.class,
				() -> new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1")
					.withNamespace("other")
					.build());

	@ParameterizedTest
	@CsvSource({ "leases, false, false", "leases, false, true", "leases, true, false", "configmaps, false, false",
			"configmaps, false, true", "configmaps, true, false", "endpoints, false, false", "endpoints, false, true" })
	void eachTypeInEachOfItsModes(String type, boolean forLife, boolean ownerReference) {
		Class<? extends ElectionLock> expected = switch (type) {
			case "leases" -> LeaseLock.class;
			case "configmaps" -> forLife ? ForLifeConfigMapLock.class : ConfigMapLock.class;
			default -> EndpointsLock.class;
		};
		this.kubernetes
			.withPropertyValues("leader.lock-type=" + type, "leader.lock.for-life=" + forLife,
					"leader.lock.owner-reference=" + ownerReference)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ElectionLock lock = context.getBean(KubernetesLocks.class).created().get(this.name).get(0);
				assertThat(lock).isInstanceOf(expected);
				assertThat(lock.verifiesHolder()).isEqualTo(ownerReference || forLife);
				assertThat(context.getBean(LeaderElection.class).status().lock())
					.isEqualTo(new LockCoordinates(type, this.name, "shop"));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "leader.lock.for-life=true|POD_UID=|POD_UID is not set",
			"leader.lock.for-life=true|POD_NAME=|POD_NAME is not set",
			"leader.lock.owner-reference=true|POD_NAMESPACE=|POD_NAMESPACE is not set",
			"leader.lock.owner-reference=true|POD_UID=|leader.lock.owner-reference=true needs to identify this process's Pod",
			"leader.lock.for-life=true|leader.lock-type=endpoints|leader.lock.for-life is true",
			"leader.lock.for-life=true|leader.lock.migrate-from=endpoints|leader.lock.for-life is true, which cannot be combined with leader.lock.migrate-from=endpoints",
			"leader.lock.for-life=true|leader.lock-type=configmaps,leader.lock.migrate-from=leases|leader.lock.for-life is true and leader.lock-type is 'configmaps', whose locks do not expire, so leader.lock.migrate-from must not be set",
			"leader.lock.owner-reference=true|leader.lock-type=map|leader.lock.owner-reference is true, but leader.lock-type is 'map'",
			"leader.lock.for-life=true|leader.identity=me|leader.identity is 'me' and POD_NAME is 'orders-1'",
			"leader.lock-type=spring-cloud|leader.enabled=true|there is no such lock type",
			"leader.lock.migrate-from=nothing|leader.enabled=true|leader.lock.migrate-from is 'nothing'",
			"leader.lock.migrate-from=leases|leader.enabled=true|are both 'leases'",
			"leader.lock.migrate-from=spring-cloud|POD_NAME=|POD_NAME is not set",
			"leader.lock.migrate-from=spring-cloud|leader.identity=me,spring.cloud.kubernetes.leader.role=r|leader.identity is 'me' and POD_NAME is 'orders-1'",
			"leader.lock.owner-reference=true|leader.namespace=elsewhere|to be in the Pod's namespace 'shop', but it is in 'elsewhere'" })
	void anInvalidCombinationIsReported(String one, String other, String message) {
		this.kubernetes
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues(one)
			.withPropertyValues(other.split(","))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
			"leader.lock.for-life=true,leader.lock-type=configmaps|other|leader.lock.for-life=true needs the Pod's name",
			"leader.lock.for-life=true,leader.lock-type=leases|other|leader.lock.for-life=true needs the Pod's name",
			"leader.lock.owner-reference=true|other|leader.lock.owner-reference=true needs the Pod's name",
			"leader.lock.migrate-from=spring-cloud|other|leader.lock.migrate-from=spring-cloud needs the Pod's name",
			"leader.enabled=true|' '|registered with a blank identity (' ')",
			"leader.enabled=false|''|registered with a blank identity ('')" })
	void anElectionCannotBeRegisteredWithAnUnsuitableIdentity(String settings, String identity, String message) {
		this.kubernetes.withPropertyValues(settings.split(",")).run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			assertThatExceptionOfType(LeaderConfigurationException.class)
				.isThrownBy(() -> registry.register("x", identity, List.of()))
				.withMessageContaining(message)
				.withMessageContaining("'x'");
			assertThat(context.getBean(LeaderElections.class).find("x")).isEmpty();
		});
	}

	@ParameterizedTest
	@CsvSource({ "leader.lock.for-life=true", "leader.lock.owner-reference=true" })
	void theIdOfACandidateMustBeThePodsName(String setting) {
		this.kubernetes.withPropertyValues(setting).run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			assertThatExceptionOfType(LeaderConfigurationException.class)
				.isThrownBy(() -> CandidateListener.register(new DefaultCandidate(), registry))
				.extracting(LeaderConfigurationException::getAction, InstanceOfAssertFactories.STRING)
				.contains("give the Candidate the Pod's name as its ID");
			assertThat(CandidateListener.register(new DefaultCandidate("orders-1", "x"), registry).identity())
				.isEqualTo("orders-1");
		});
	}

	@Test
	void theActionForAMissingPodUidShowsHowToSetIt() {
		this.kubernetes.withPropertyValues("leader.lock.for-life=true", "POD_UID=")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.extracting("action", InstanceOfAssertFactories.STRING)
				.contains("{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}"));
	}

	@Test
	void theSpringCloudEntryIsDeterminedByItsProperties() {
		this.kubernetes
			.withPropertyValues("leader.lock.migrate-from=spring-cloud", "spring.cloud.kubernetes.leader.role=orders",
					"spring.cloud.kubernetes.leader.config-map-name=our-leaders",
					"spring.cloud.kubernetes.leader.namespace=theirs")
			.run((context) -> assertThat(context.getBean(KubernetesLocks.class).created().get(this.name))
				.extracting((lock) -> lock.coordinates())
				.containsExactlyInAnyOrder(new LockCoordinates("leases", this.name, "shop"),
						new LockCoordinates("spring-cloud", "our-leaders/leader.id.orders", "theirs")));
		this.kubernetes
			.withPropertyValues("leader.lock.migrate-from=spring-cloud", "leader.elections.a.yield.grace-period=1s",
					"leader.elections.b.yield.grace-period=1s")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("have the same lock, spring-cloud 'shop/leaders/leader.id.leader'"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			shop | leader.namespace=locks                        | leaders/leader.id.leader | shop
			''   | leader.namespace=locks                        | leaders/leader.id.leader | other
			shop | spring.cloud.kubernetes.client.namespace=apps | leaders/leader.id.leader | apps
			shop | spring.cloud.kubernetes.client.namespace=     | leaders/leader.id.leader | shop
			shop | spring.cloud.kubernetes.leader.namespace=     | leaders/leader.id.leader | shop
			shop | spring.cloud.kubernetes.leader.role=          | leaders/leader.id.leader | shop
			shop | spring.cloud.kubernetes.leader.config-map-name= | leaders/leader.id.leader | shop
			shop | spring.cloud.kubernetes.leader.leader-id-prefix= | leaders/leader | shop
			""")
	void theDefaultsOfTheSpringCloudEntryAreThoseOfThatLibrary(String pod, String property, String name,
			String namespace) {
		this.kubernetes.withPropertyValues("leader.lock.migrate-from=spring-cloud", "POD_NAMESPACE=" + pod, property)
			.run((context) -> assertThat(context.getBean(KubernetesLocks.class).created().get(this.name))
				.extracting((lock) -> lock.coordinates())
				.contains(new LockCoordinates("spring-cloud", name, namespace)));
	}

	@Test
	void aLocalLeaderForLifeCanYield() {
		this.runner.withPropertyValues("leader.lock.for-life=true").run((context) -> {
			ready(context);
			LeaderElection election = context.getBean(LeaderElection.class);
			await(election::isLeader);
			assertThat(election.yieldLeadership()).isTrue();
		});
	}

	@Test
	void aCustomLockTypeIsABean() throws Exception {
		Map<LockCoordinates, InMemoryElectionLock> store = new ConcurrentHashMap<>();
		ApplicationContextRunner own = this.runner
			.withBean("map", ElectionLockFactory.class,
					() -> (election, lock) -> store.computeIfAbsent(lock, InMemoryElectionLock::new))
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-type=map", "leader.retry-period=200ms");
		own.withPropertyValues("leader.identity=one").run((one) -> {
			ready(one);
			await(one.getBean(LeaderElection.class)::isLeader);
			own.withPropertyValues("leader.identity=two").run((two) -> {
				ready(two);
				LeaderElection second = two.getBean(LeaderElection.class);
				await(() -> "one".equals(second.status().leader()));
				assertThat(one.getBean(LeaderElection.class).yieldLeadership()).isTrue();
				await(second::isLeader);
			});
		});
		assertThat(Files.readAllLines(Path.of("src/test/java/io/leader/lock/test/InMemoryElectionLock.java")))
			.as("as the documentation says")
			.hasSizeLessThan(120);
	}

	@Test
	void aDecoratorThatChangesTheTraitsOfALockIsReported() {
		this.kubernetes
			.withBean(ElectionLockDecorator.class,
					() -> (election, lock) -> new InMemoryElectionLock(lock.coordinates()))
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("changes the traits of the lock of election '" + this.name + "'"));
	}

	@Test
	void closingTheApplicationClosesTheOutermostLock() {
		List<String> closed = new CopyOnWriteArrayList<>();
		this.runner.withBean(ElectionLockDecorator.class, () -> (election, lock) -> new DelegatingElectionLock(lock) {

			@Override
			public void close() {
				closed.add(election);
				super.close();
			}

		}).run((context) -> assertThat(closed).isEmpty());
		assertThat(closed).containsExactly(this.name);
	}

}
