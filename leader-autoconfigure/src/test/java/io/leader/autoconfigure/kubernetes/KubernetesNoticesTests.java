package io.leader.autoconfigure.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.support.Permissions;
import io.leader.support.Pods;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the permissions that the documentation lists suffice for the events about
 * the lock and for the label on the Pod, and what is reported if a permission is missing.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi",
		disabledReason = "needs a cluster with RBAC and the users that CI's cluster has")
@ExtendWith(OutputCaptureExtension.class)
class KubernetesNoticesTests extends LeaderContextTest {

	private final TestCluster cluster = TestCluster.get();

	private final KubernetesClient admin = this.cluster.client();

	private final Permissions permissions = new Permissions(this.admin, this.name);

	private ApplicationContextRunner application(Pod pod) {
		Config config = this.permissions.config();
		return new ApplicationContextRunner().withConfiguration(with())
			.withBean(Config.class, () -> config)
			.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=kubernetes",
					"leader.kubernetes.events=true", "leader.kubernetes.pod-label=leader.io/<election>=true",
					"POD_NAME=" + pod.getMetadata().getName(), "POD_UID=" + pod.getMetadata().getUid(),
					"POD_NAMESPACE=" + this.cluster.namespace(), "leader.retry-period=200ms");
	}

	private Pod pod(Map<String, String> labels) {
		return Pods.create(this.admin, this.name, labels);
	}

	private Map<String, String> labels() {
		Map<String, String> labels = this.admin.pods()
			.inNamespace(this.cluster.namespace())
			.withName(this.name)
			.get()
			.getMetadata()
			.getLabels();
		return (labels != null) ? labels : Map.of();
	}

	private List<Event> events() {
		return this.admin.events()
			.v1()
			.events()
			.inNamespace(this.cluster.namespace())
			.list()
			.getItems()
			.stream()
			.filter((event) -> event.getRegarding() != null
					&& Objects.equals(event.getRegarding().getName(), this.name))
			.toList();
	}

	@AfterEach
	void close() {
		Pods.delete(this.admin, this.name);
		this.permissions.close();
		this.admin.close();
	}

	@Test
	void eachChangeCreatesAnEventAndTheLabelFollowsTheLeader(CapturedOutput output) {
		this.permissions.grant(Permissions.documented(this.name));
		Pod pod = pod(Map.of("app", "orders", "leader.io/" + this.name, "true"));
		application(pod).run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			// Yield first, so that no replica leads. A label from an earlier run is
			// removed nevertheless.
			election.yieldLeadership(Duration.ofHours(1));
			ready(context);
			await(() -> labels().equals(Map.of("app", "orders")));
		});
		application(pod).run((context) -> {
			ready(context);
			LeaderElection election = context.getBean(LeaderElection.class);
			await(() -> "true".equals(labels().get("leader.io/" + this.name)));
			assertThat(labels()).containsEntry("app", "orders");
			assertThat(election.isLeader()).isTrue();
		});
		assertThat(labels()).as("removed when the application closes").isEqualTo(Map.of("app", "orders"));
		await(() -> events().size() == 2);
		assertThat(events()).extracting(Event::getNote)
			.containsExactlyInAnyOrder(this.name + " became leader", this.name + " stopped leading");
		assertThat(events()).allSatisfy((event) -> {
			assertThat(event.getReason()).isEqualTo("LeaderElection");
			assertThat(event.getRegarding().getKind()).isEqualTo("Lease");
			assertThat(event.getRegarding().getUid()).as("used by kubectl to find the event")
				.isEqualTo(this.admin.leases()
					.inNamespace(this.cluster.namespace())
					.withName(this.name)
					.get()
					.getMetadata()
					.getUid());
			assertThat(event.getReportingInstance()).isEqualTo(this.name);
		});
		assertThat(output).doesNotContain("Role lacks");
	}

	@Test
	void missingPermissionsAreReportedAndHaveNoOtherEffect(CapturedOutput output) {
		this.permissions.grant(Permissions.forElection(this.name));
		application(pod(Map.of())).run((context) -> {
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
			await(() -> output.toString().contains("resources: [\"pods\"], verbs: [\"patch\"]"));
			await(() -> output.toString().contains("resources: [\"events\"], verbs: [\"create\"]"));
			assertThat(context.getBean(LeaderElection.class).isLeader()).isTrue();
			this.permissions.grant(Permissions.documented(this.name));
			await(() -> labels().containsKey("leader.io/" + this.name));
		});
	}

	/**
	 * The Role was made for a program that this application replaces. It permits creating
	 * the lock, but neither updating nor watching it.
	 */
	@Test
	void missingPermissionsOfALeaderForLifeAreReportedWhileItWaitsToLead(CapturedOutput output) {
		this.permissions.grant(List.of(
				new PolicyRuleBuilder().withApiGroups("coordination.k8s.io")
					.withResources("leases")
					.withVerbs("create", "get", "patch", "delete")
					.build(),
				new PolicyRuleBuilder().withApiGroups("").withResources("pods").withVerbs("get").build()));
		application(pod(Map.of()))
			.withPropertyValues("leader.lock.for-life=true", "leader.kubernetes.events=false",
					"leader.kubernetes.pod-label=leader.io/a=true", "leader.startup.wait-for-leadership=true",
					"leader.shutdown.on-revocation=false")
			.run((context) -> {
				assertThat(context.getBean(KubernetesNotices.class).getPhase())
					.as("stops with the elections, not before the application")
					.isEqualTo(context.getBean(LeaderElectionLifecycle.class).getPhase());
				await(() -> output.toString().contains("lacks permissions"));
				for (String verb : List.of("update", "watch")) {
					assertThat(output)
						.contains("resources: [\"leases\"], verbs: [\"" + verb + "\"], resourceNames: [\"" + this.name);
				}
				assertThat(output).doesNotContain("verbs: [\"create\"]");
			});
	}

	/**
	 * Without the permission to update the lock, for example, the application would wait
	 * forever.
	 */
	@Test
	void missingPermissionsAreReportedWhileItWaitsToLead(CapturedOutput output) throws Exception {
		this.permissions.grant(List.of(new PolicyRuleBuilder().withApiGroups("coordination.k8s.io")
			.withResources("leases")
			.withVerbs("create", "get")
			.build()));
		Lease held = new LeaseBuilder().withNewMetadata()
			.withName(this.name)
			.endMetadata()
			.withNewSpec()
			.withHolderIdentity("another")
			.withLeaseDurationSeconds(3600)
			.endSpec()
			.build();
		this.admin.leases().inNamespace(this.cluster.namespace()).resource(held).create();
		ApplicationContextRunner waiting = application(pod(Map.of()))
			.withPropertyValues("leader.startup.wait-for-leadership=true", "leader.shutdown.on-revocation=false");
		CompletableFuture<Void> started = CompletableFuture.runAsync(() -> waiting.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBean(LeaderElection.class).isLeader()).isTrue();
		}));
		await(() -> output.toString().contains("lacks permissions"));
		assertThat(started).isNotDone();
		this.permissions.grant(Permissions.documented(this.name));
		this.admin.leases().inNamespace(this.cluster.namespace()).withName(this.name).edit((lease) -> {
			lease.getSpec().setHolderIdentity("");
			return lease;
		});
		started.get(20, TimeUnit.SECONDS);
	}

	@Test
	void anotherPodWithTheSameNameIsNotChanged(CapturedOutput output) {
		this.permissions.grant(Permissions.documented(this.name));
		application(pod(Map.of("app", "orders"))).withPropertyValues("POD_UID=another-uid").run((context) -> {
			ready(context);
			await(() -> events().size() == 1);
			await(context.getBean(LeaderElection.class)::isLeader);
			await(() -> output.toString().contains("another Pod has its name"));
		});
		assertThat(labels()).isEqualTo(Map.of("app", "orders"));
		assertThat(output).doesNotContain("retried");
	}

	@Test
	void followersCanHaveADifferentLabelValue() {
		this.permissions.grant(Permissions.documented(this.name));
		String label = "leader.io/" + this.name;
		ApplicationContextRunner application = application(pod(Map.of(label, "true")))
			.withPropertyValues("leader.kubernetes.pod-label-on-followers=standby");
		application.run((context) -> {
			LeaderElection election = context.getBean(LeaderElection.class);
			election.yieldLeadership(Duration.ofHours(1));
			ready(context);
			await(() -> "standby".equals(labels().get(label)));
		});
		application.run((context) -> {
			ready(context);
			await(() -> "true".equals(labels().get(label)));
		});
		assertThat(labels()).as("when the application closes").containsEntry(label, "standby");
	}

	/**
	 * The README of the program leader-election lists this permission.
	 */
	@Test
	void permissionForEventsOfTheCoreGroupIsSufficient(CapturedOutput output) {
		List<PolicyRule> rules = Permissions.documented(this.name).stream().map((rule) -> {
			boolean events = rule.getResources().contains("events");
			return events ? new PolicyRuleBuilder(rule).withApiGroups("").build() : rule;
		}).toList();
		this.permissions.grant(rules);
		application(pod(Map.of())).run((context) -> {
			ready(context);
			await(() -> events().size() == 1);
			assertThat(events()).singleElement().satisfies((event) -> {
				assertThat(event.getNote()).isEqualTo(this.name + " became leader");
				assertThat(event.getReason()).isEqualTo("LeaderElection");
				assertThat(event.getRegarding().getUid()).isNotEmpty();
			});
		});
		await(() -> events().size() == 2);
		assertThat(output).doesNotContain("lacks permissions").doesNotContain("Role lacks");
	}

	@Test
	void mistakesAreReported() {
		ApplicationContextRunner runner = application(pod(Map.of()));
		runner.withPropertyValues("leader.kubernetes.pod-label=nonsense")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.kubernetes.pod-label is 'nonsense'"));
		runner.withPropertyValues("leader.kubernetes.pod-label=a/b/c=true")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.kubernetes.pod-label is 'a/b/c=true'"));
		runner
			.withPropertyValues("leader.kubernetes.pod-label=role=leader", "leader.elections.a.retry-period=1s",
					"leader.elections.b.retry-period=1s")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("same label 'role'"));
		runner.withPropertyValues("leader.kubernetes.pod-label-on-followers=not a value")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("leader.kubernetes.pod-label-on-followers is 'not a value'"));
		runner.withPropertyValues("POD_NAME=")
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining("POD_NAME is not set"));
		runner.withPropertyValues("leader.platform=local")
			.run((context) -> assertThat(context).as("without effect").hasNotFailed());
	}

}
