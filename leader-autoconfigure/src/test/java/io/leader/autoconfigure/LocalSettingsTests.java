package io.leader.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that properties that have no effect outside a cluster are validated there as
 * well, so that values that would prevent a replica in the cluster from starting are
 * detected on the developer's machine.
 */
class LocalSettingsTests extends LeaderContextTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"leader.lock.for-life=true|leader.lock-type=endpoints|leader.lock.for-life is true, but an Endpoints object cannot be held for life",
			"leader.lock.for-life=true|leader.lock.migrate-from=endpoints|leader.lock.for-life is true, which cannot be combined with leader.lock.migrate-from=endpoints",
			"leader.lock.for-life=true|leader.lock-type=configmaps,leader.lock.migrate-from=spring-cloud|leader.lock.for-life is true and leader.lock-type is 'configmaps', whose locks do not expire, so leader.lock.migrate-from must not be set",
			"leader.lock.migrate-from=nothing|leader.lock.delay-per-leadership=0s|leader.lock.migrate-from is 'nothing', but there is no such lock type",
			"leader.lock.migrate-from=leases|leader.lock.delay-per-leadership=0s|leader.lock.migrate-from and leader.lock-type are both 'leases'",
			"leader.lock.for-life=true|leader.identity=me,POD_NAME=orders-1|leader.identity is 'me' and POD_NAME is 'orders-1'",
			"leader.lock.migrate-from=spring-cloud|leader.identity=me,POD_NAME=orders-1|leader.identity is 'me' and POD_NAME is 'orders-1'",
			"leader.kubernetes.pod-label=nonsense|leader.lock.delay-per-leadership=0s|leader.kubernetes.pod-label is 'nonsense', which is not a valid label of the form key=value",
			"leader.kubernetes.pod-label-on-followers=standby|leader.lock.delay-per-leadership=0s|leader.kubernetes.pod-label-on-followers is 'standby', but leader.kubernetes.pod-label is not set",
			"leader.kubernetes.pod-label-on-followers=standby|leader.elections.a.lock.delay-per-leadership=0s|leader.kubernetes.pod-label-on-followers is 'standby', but leader.kubernetes.pod-label is not set",
			"leader.elections.a.kubernetes.pod-label-on-followers=standby|leader.elections.b.kubernetes.pod-label=role=leader|leader.elections.a.kubernetes.pod-label-on-followers is 'standby', but leader.elections.a.kubernetes.pod-label is not set",
			"leader.elections.a.lock.delay-per-leadership=1h|leader.lock.delay-per-leadership=0s|leader.elections.a.lock.delay-per-leadership (3600s) is longer than leader.elections.a.lease-duration (15s)",
			"leader.elections.a.kubernetes.pod-label=a b=c|leader.lock.delay-per-leadership=0s|leader.elections.a.kubernetes.pod-label is 'a b=c'",
			"leader.kubernetes.pod-label=role=leader|leader.elections.a.lock.delay-per-leadership=0s,leader.elections.b.lock.delay-per-leadership=0s|same label 'role'" })
	void aValueThatIsInvalidInTheClusterIsInvalidLocally(String one, String others, String message) {
		this.runner.withPropertyValues(one)
			.withPropertyValues(others.split(","))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	/**
	 * With valid values of these properties, a process outside a cluster leads
	 * immediately and without a lock.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "leader.lease-duration=1s|leader.lease-duration",
					"leader.lock-type=zookeeper|leader.lock-type is 'zookeeper'",
					"leader.lock.migrate-from=nothing|leader.lock.migrate-from is 'nothing'",
					"leader.shutdown.timeout=-1s|leader.shutdown.timeout is negative",
					"leader.kubernetes.pod-label=nonsense|leader.kubernetes.pod-label is 'nonsense'" })
	void anInvalidValueIsReportedWithoutALockToo(String property, String message) {
		this.runner.withPropertyValues("leader.startup.wait-for-leadership=true", "leader.platform=auto", property)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.kubernetes.pod-label-on-followers=standby,leader.kubernetes.pod-label=role=leader",
			"leader.kubernetes.pod-label-on-followers=standby,leader.elections.a.kubernetes.pod-label=role=leader,leader.elections.b.lock.delay-per-leadership=0s",
			"leader.elections.a.kubernetes.pod-label-on-followers=standby,leader.kubernetes.pod-label=leader.io/<election>=true" })
	void aValueOnFollowersIsAcceptedIfAnyElectionHasALabel(String properties) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void validValuesHaveNoEffect() {
		this.runner
			.withPropertyValues("leader.lock.for-life=true", "leader.lock-type=leases",
					"leader.lock.migrate-from=configmaps", "leader.kubernetes.pod-label=leader.io/<election>=true",
					"leader.lock.owner-reference=true", "leader.kubernetes.events=true", "leader.identity=me",
					"leader.namespace=shop")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
