package io.leader.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that mean nothing outside a cluster are checked there, too: what would keep
 * a replica in the cluster from starting is found on the developer's machine.
 */
class LocalSettingsTests extends LeaderContextTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"leader.mode=for-life|leader.lock-type=endpoints|leader.mode is for-life, which there is not with lock type endpoints",
			"leader.mode=for-life|leader.migrate-from=endpoints|leader.mode is for-life, which does not go together with leader.migrate-from=endpoints",
			"leader.migrate-from=nothing|leader.spread=0s|leader.migrate-from is 'nothing', and there is no such lock type",
			"leader.migrate-from=leases|leader.spread=0s|leader.migrate-from and leader.lock-type are both 'leases'",
			"leader.mode=for-life|leader.identity=me,POD_NAME=orders-1|leader.identity is 'me' and POD_NAME 'orders-1'",
			"leader.migrate-from=spring-cloud|leader.identity=me,POD_NAME=orders-1|leader.identity is 'me' and POD_NAME 'orders-1'",
			"leader.pod-label=nonsense|leader.spread=0s|leader.pod-label is 'nonsense', which is no label and value",
			"leader.pod-label-on-followers=standby|leader.spread=0s|leader.pod-label-on-followers is 'standby', and leader.pod-label is not set",
			"leader.pod-label-on-followers=standby|leader.elections.a.spread=0s|leader.pod-label-on-followers is 'standby', and leader.pod-label is not set",
			"leader.elections.a.pod-label-on-followers=standby|leader.elections.b.pod-label=role=leader|leader.elections.a.pod-label-on-followers is 'standby', and leader.elections.a.pod-label is not set",
			"leader.elections.a.spread=1h|leader.spread=0s|leader.elections.a.spread (PT1H) is longer than leader.elections.a.lease-duration (PT15S)",
			"leader.elections.a.pod-label=a b=c|leader.spread=0s|leader.elections.a.pod-label is 'a b=c'",
			"leader.pod-label=role=leader|leader.elections.a.spread=0s,leader.elections.b.spread=0s|same label 'role'" })
	void aValueThatWouldNotDoInTheClusterDoesNotDoHere(String one, String others, String message) {
		this.runner.withPropertyValues(one)
			.withPropertyValues(others.split(","))
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	/**
	 * Where nobody has said where to wait, this process leads at once and without a lock.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "leader.lease-duration=1s|leader.lease-duration",
					"leader.lock-type=zookeeper|leader.lock-type is 'zookeeper'",
					"leader.migrate-from=nothing|leader.migrate-from is 'nothing'",
					"leader.shutdown-timeout=-1s|leader.shutdown-timeout is negative",
					"leader.pod-label=nonsense|leader.pod-label is 'nonsense'" })
	void norWhereItStartsWithoutALock(String property, String message) {
		this.runner.withPropertyValues("leader.startup=wait", "leader.platform=auto", property)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(message));
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.pod-label-on-followers=standby,leader.pod-label=role=leader",
			"leader.pod-label-on-followers=standby,leader.elections.a.pod-label=role=leader,leader.elections.b.spread=0s",
			"leader.elections.a.pod-label-on-followers=standby,leader.pod-label=leader.io/<election>=true" })
	void theValueOnFollowersIsThatOfAnyLabelThatHolds(String properties) {
		this.runner.withPropertyValues(properties.split(",")).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void goodValuesStayWithoutEffect() {
		this.runner
			.withPropertyValues("leader.mode=for-life", "leader.lock-type=configmaps", "leader.migrate-from=leases",
					"leader.pod-label=leader.io/<election>=true", "leader.owner-reference=true",
					"leader.kubernetes-events=true", "leader.identity=me", "leader.namespace=shop")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
