package io.leader.autoconfigure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.leader.autoconfigure.kubernetes.KubernetesConnectionDetails;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.test.InMemoryElectionLock;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a custom lock type is used wherever the application runs, unless the local
 * lock is configured. Two machines that share the store of the locks must not each elect
 * a leader.
 */
class CustomLockTypeTests extends LeaderContextTest {

	private ApplicationContextRunner withMap;

	@BeforeEach
	void addFactory() {
		this.withMap = this.runner
			.withBean("map", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withBean("formerMap", ElectionLockFactory.class, () -> (election, lock) -> new InMemoryElectionLock(lock))
			.withPropertyValues("leader.platform=auto", "leader.lock-type=map");
	}

	@ParameterizedTest
	@CsvSource({ "leader.platform=auto, '', map", "leader.platform=kubernetes, '', map",
			"leader.platform=local, '', local", "spring.main.cloud-platform=none, '', map",
			"spring.main.cloud-platform=kubernetes, '', map",
			"leader.platform=auto, leader.startup.wait-for-leadership=true, map",
			"leader.platform=auto, leader.kubernetes.events=true, map",
			"leader.platform=auto, leader.lock.migrate-from=formerMap, map",
			"leader.platform=local, leader.lock.migrate-from=formerMap, local",
			"leader.platform=local, leader.lock.migrate-from=leases, local" })
	void isUsedWhereverTheApplicationRuns(String platform, String other, String used) {
		this.withMap.withPropertyValues(platform)
			.withPropertyValues(other.isEmpty() ? new String[0] : new String[] { other })
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(LeaderElection.class).status().lock().type()).isEqualTo(used);
			});
	}

	@Test
	void isUsedForOneOfSeveralElections() {
		this.withMap.withPropertyValues("leader.elections.a.enabled=true", "leader.elections.b.lock-type=leases")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				LeaderElections elections = context.getBean(LeaderElections.class);
				assertThat(elections.get("a").status().lock().type()).isEqualTo("map");
				assertThat(elections.get("b").status().lock().type()).isEqualTo("local");
			});
	}

	/**
	 * Neither lock of a migration may be replaced by the local lock, since other machines
	 * may share the custom one. If the other lock is in a cluster, the platform must
	 * therefore be configured.
	 */
	@ParameterizedTest
	@CsvSource({ "map, leases", "map, spring-cloud", "leases, map" })
	void aMigrationBetweenAMapAndAClusterNeedsThePlatform(String lockType, String old) {
		this.withMap.withPropertyValues("leader.lock-type=" + lockType, "leader.lock.migrate-from=" + old)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"leader.lock-type is '%s' and leader.lock.migrate-from is '%s', but this process is not in a "
								+ "cluster, and leader.platform is not set.",
						lockType, old));
	}

	@Test
	void aMigrationFromAClusterWhoseConnectionIsProvidedNeedsNoPlatform() {
		this.withMap.withBean(KubernetesConnectionDetails.class, () -> TestCluster.get()::kubeconfig)
			.withPropertyValues("leader.lock.migrate-from=leases", "leader.namespace=default")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(LeaderElection.class).status().lock().type()).isEqualTo("map");
			});
	}

	@Test
	void aMigrationToALockThatDoesNotExpireIsReported() {
		this.withMap.withBean("unexpiring", ElectionLockFactory.class,
				() -> (election, lock) -> new InMemoryElectionLock(lock) {

					@Override
					public boolean isHeldForLife() {
						return true;
					}

				})
			.withPropertyValues("leader.elections.a.lock-type=unexpiring", "leader.elections.a.lock.migrate-from=map")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("leader.elections.a.lock-type is 'unexpiring', whose locks do not expire, so "
						+ "leader.elections.a.lock.migrate-from must not be set."));
	}

	/**
	 * If {@code leader.startup.wait-for-leadership} were ignored, several machines would
	 * lead at the same time.
	 */
	@ParameterizedTest
	@CsvSource({ "formerMap, true", "leases, false" })
	void aMigrationDoesNotIgnoreTheWait(String old, boolean starts) {
		this.withMap.withPropertyValues("leader.startup.wait-for-leadership=true", "leader.lock.migrate-from=" + old)
			.run((context) -> {
				if (starts) {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(LeaderElection.class).status().lock().type()).isEqualTo("map");
				}
				else {
					assertThat(context).getFailure().rootCause().hasMessageContaining("leader.platform is not set");
				}
			});
	}

	@Test
	void aMigrationOfOneOfSeveralElectionsNamesItsProperties() {
		this.withMap.withPropertyValues("leader.elections.a.lock.migrate-from=leases")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageStartingWith(
						"leader.elections.a.lock-type is 'map' and leader.elections.a.lock.migrate-from"));
	}

	@ParameterizedTest
	@CsvSource({ "leader.lock-type, mapp", "leader.lock.migrate-from, leasess" })
	void aMistypedLockTypeIsReported(String key, String value) {
		this.withMap.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("%s is '%s', but there is no such lock type.", key, value));
	}

}
