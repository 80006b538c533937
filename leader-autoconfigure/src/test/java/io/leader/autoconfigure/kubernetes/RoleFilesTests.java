package io.leader.autoconfigure.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.support.Permissions;
import io.leader.support.Pods;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the Roles in docs/rbac grant the required permissions for their lock type
 * and mode, and no others. Also tests that the log names the missing rule if a permission
 * is removed.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster with RBAC and the users that CI's cluster has")
@ExtendWith(OutputCaptureExtension.class)
class RoleFilesTests extends LeaderContextTest {

	private static final Path FOLDER = Path.of("..", "docs", "rbac");

	private final TestCluster cluster = TestCluster.get();

	private final KubernetesClient admin = this.cluster.client();

	private final Permissions permissions = new Permissions(this.admin, this.name);

	private final List<String> pods = new ArrayList<>();

	@AfterEach
	void close() {
		this.pods.forEach((pod) -> Pods.delete(this.admin, pod));
		this.permissions.close();
		this.admin.close();
	}

	private List<PolicyRule> rules(String file) throws IOException {
		return Serialization
			.unmarshal(Files.readString(FOLDER.resolve(file + ".yaml")).replace("sample-app", this.name), Role.class)
			.getRules();
	}

	private ApplicationContextRunner replica(String suffix, String file, String type, boolean forLife,
			boolean ownerReference) {
		ApplicationContextRunner replica = replica(suffix, type, forLife, ownerReference);
		return !file.endsWith("from-spring-cloud") ? replica : replica.withPropertyValues(
				"leader.lock.migrate-from=spring-cloud", "spring.cloud.kubernetes.leader.role=" + this.name);
	}

	private ApplicationContextRunner replica(String suffix, String type, boolean forLife, boolean ownerReference) {
		Pod pod = Pods.create(this.admin, this.name + "-" + suffix, Map.of());
		Pods.setReady(this.admin, pod.getMetadata().getName(), true);
		this.pods.add(pod.getMetadata().getName());
		Config config = this.permissions.config();
		return new ApplicationContextRunner().withConfiguration(with())
			.withBean(Config.class, () -> config)
			.withPropertyValues("leader.platform=kubernetes", "leader.lock-name=" + this.name,
					"leader.lock-type=" + type, "leader.lock.for-life=" + forLife,
					"leader.lock.owner-reference=" + ownerReference, "POD_NAME=" + pod.getMetadata().getName(),
					"POD_UID=" + pod.getMetadata().getUid(), "POD_NAMESPACE=" + this.cluster.namespace(),
					"leader.retry-period=300ms");
	}

	@ParameterizedTest
	@CsvSource({ "leases, leases, false, false", "leases-with-owner, leases, false, true",
			"leases-with-owner, leases, true, false", "configmaps, configmaps, false, false",
			"configmaps-with-owner, configmaps, false, true", "configmaps-for-life, configmaps, true, false",
			"endpoints, endpoints, false, false", "endpoints-with-owner, endpoints, false, true",
			"leases-from-spring-cloud, leases, false, false" })
	void areSufficientAndEachMissingPermissionIsReported(String file, String type, boolean forLife,
			boolean ownerReference, CapturedOutput output) throws IOException {
		this.permissions.grant(rules(file));
		ApplicationContextRunner second = replica("b", file, type, forLife, ownerReference);
		replica("a", file, type, forLife, ownerReference).run((a) -> {
			ready(a);
			LeaderElection first = a.getBean(LeaderElection.class);
			await(first::isLeader);
			second.run((b) -> {
				ready(b);
				LeaderElection other = b.getBean(LeaderElection.class);
				await(() -> first.identity().equals(other.status().leader()));
				if (!forLife) {
					first.yieldLeadership();
				}
				else {
					a.getSourceApplicationContext().stop();
					Pods.delete(this.admin, first.identity());
				}
				await(other::isLeader);
				assertThat(other.status().problems()).isEmpty();
			});
		});
		assertThat(output).doesNotContain("lacks");
		for (PolicyRule rule : rules(file)) {
			for (String verb : rule.getVerbs()) {
				this.permissions.grant(without(rules(file), rule, verb));
				await(() -> !this.permissions.allows(rule, verb));
				int before = output.toString().length();
				String missing = "- {apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]"
					.formatted(rule.getApiGroups().get(0), rule.getResources().get(0), verb);
				replica("c" + this.pods.size(), file, type, forLife, ownerReference).run((c) -> {
					ready(c);
					await(() -> output.toString().substring(before).contains(missing));
				});
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "list", "none" })
	void manyElectionsShareAWatchIfPermitted(String missing, CapturedOutput output) throws IOException {
		List<PolicyRule> rules = rules("leases-many");
		this.permissions.grant(without(rules, rules.get(0), missing));
		Config config = this.permissions.config();
		ApplicationContextRunner many = new ApplicationContextRunner().withConfiguration(with())
			.withBean(Config.class, () -> config)
			.withPropertyValues("leader.platform=kubernetes", "leader.identity=a", "leader.retry-period=300ms",
					"leader.namespace=" + this.cluster.namespace(), "leader.lock-name=" + this.name);
		for (int i = 0; i < 6; i++) {
			String election = "leader.elections.election-" + i;
			many = many.withPropertyValues(election + ".lock-name=" + this.name + "-" + i);
		}
		many.run((context) -> {
			ready(context);
			await(() -> context.getBeansOfType(LeaderElection.class)
				.values()
				.stream()
				.allMatch(LeaderElection::isLeader));
			String hint = "is not permitted to list and watch";
			if (missing.equals("none")) {
				assertThat(output).doesNotContain(hint);
			}
			else {
				await(() -> output.toString().contains(hint));
			}
		});
	}

	private static List<PolicyRule> without(List<PolicyRule> rules, PolicyRule rule, String verb) {
		return rules.stream()
			.map((one) -> one.equals(rule) ? new PolicyRuleBuilder(one)
				.withVerbs(one.getVerbs().stream().filter((each) -> !each.equals(verb)).toList())
				.build() : one)
			.filter((one) -> !one.getVerbs().isEmpty())
			.toList();
	}

	@Test
	void theRoleInTheReadmeIsThatOfTheDefault() throws IOException {
		assertThat(Permissions.forElection(this.name)).isEqualTo(rules("leases"));
	}

	@Test
	void eachFileIsTested() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			assertThat(files.map((file) -> file.getFileName().toString())).containsExactlyInAnyOrder("leases.yaml",
					"leases-many.yaml", "leases-with-owner.yaml", "configmaps.yaml", "configmaps-with-owner.yaml",
					"configmaps-for-life.yaml", "endpoints.yaml", "endpoints-with-owner.yaml",
					"leases-from-spring-cloud.yaml");
		}
	}

}
