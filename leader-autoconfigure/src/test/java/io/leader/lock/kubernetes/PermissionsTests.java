package io.leader.lock.kubernetes;

import java.util.List;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.support.Contender;
import io.leader.support.Permissions;
import io.leader.support.TestCluster;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a candidate can do with the documented Role, and what it reports when the
 * Role lacks a verb.
 */
@EnabledIf(value = "hasOtherUsers", disabledReason = "needs a cluster with RBAC and the users that CI's cluster has")
@ExtendWith(OutputCaptureExtension.class)
class PermissionsTests extends ClusterTest {

	static boolean hasOtherUsers() {
		return TestCluster.get().kubeconfigOf("user-a") != null;
	}

	private final Permissions permissions = new Permissions(this.admin, this.name);

	private List<PolicyRule> without(String verb) {
		return Permissions.forElection(this.name)
			.stream()
			.map((rule) -> new PolicyRuleBuilder(rule)
				.withVerbs(rule.getVerbs().stream().filter((each) -> !each.equals(verb)).toList())
				.build())
			.filter((rule) -> !rule.getVerbs().isEmpty())
			.toList();
	}

	@AfterEach
	void revoke() {
		this.contenders.forEach(Contender::close);
		this.permissions.close();
	}

	private Contender userA(String identity) {
		return contender(Contender.of(this.name, identity).as(this.permissions.config()));
	}

	@Test
	void theDocumentedRoleIsSufficientForTheWholeLifecycle(CapturedOutput output) {
		this.permissions.grant(Permissions.forElection(this.name));
		Contender first = userA("first");
		leader();
		Contender second = userA("second");
		await(() -> "first".equals(second.election().status().leader()));
		assertThat(first.election().yieldLeadership()).isTrue();
		await(second::leads);
		second.close();
		await(first::leads);
		assertThat(output).doesNotContain("Role lacks");
		assertThat(first.election().status().problem()).isNull();
	}

	@Test
	void pollsWithoutTheRightToWatch(CapturedOutput output) {
		this.permissions.grant(without("watch"));
		Contender first = userA("first");
		leader();
		Contender second = userA("second");
		await(() -> "first".equals(second.election().status().leader()));
		await(() -> {
			first.election().yieldLeadership();
			return second.leads();
		});
		await(() -> output.toString().contains("verbs: [\"watch\"]"));
		assertThat(output.toString().split("verbs: \\[\"watch\"\\]", -1)).as("once per candidate").hasSize(3);
		assertThat(second.election().status().problem()).contains("Without a watch, the lock is read every 500ms");
	}

	@ParameterizedTest
	@ValueSource(strings = { "get", "create", "update" })
	void aMissingRightIsReportedOnceAndGrantingItHelps(String verb, CapturedOutput output) {
		this.permissions.grant(without(verb));
		if (verb.equals("update")) {
			Contender before = contender("before");
			leader();
			before.close();
			this.contenders.clear();
		}
		Contender contender = userA("user-a");
		String rule = "{apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"], verbs: [\"" + verb + "\"]";
		await(() -> contender.election().status().problem() != null
				&& contender.election().status().problem().contains(rule));
		assertThat(contender.leads()).isFalse();
		this.permissions.grant(Permissions.forElection(this.name));
		await(contender::leads);
		await(() -> contender.election().status().problem() == null);
		assertThat(output.toString().split("is not permitted to " + verb, -1)).as("one warning").hasSize(2);
	}

}
