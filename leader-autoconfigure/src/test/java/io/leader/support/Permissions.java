package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * The permissions of a cluster user other than the administrator, in the namespace of the
 * tests.
 */
public final class Permissions implements AutoCloseable {

	/** The user to whom the permissions are granted. */
	public static final String USER = "user-a";

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private final TestCluster cluster = TestCluster.get();

	private final KubernetesClient admin;

	private final String name;

	public Permissions(KubernetesClient admin, String name) {
		this.admin = admin;
		this.name = name;
	}

	/**
	 * Returns the rules of all Roles on the getting-started page, for a lock with the
	 * given name.
	 */
	public static List<PolicyRule> documented(String lockName) {
		List<PolicyRule> rules = new ArrayList<>();
		for (Role role : documentedRoles(lockName)) {
			rules.addAll(role.getRules());
		}
		return rules;
	}

	/**
	 * Returns the rules that an election requires, which are those of the first Role on
	 * the getting-started page.
	 */
	public static List<PolicyRule> forElection(String lockName) {
		return documentedRoles(lockName).get(0).getRules();
	}

	private static List<Role> documentedRoles(String lockName) {
		try {
			Matcher blocks = YAML.matcher(Files.readString(Path.of("..", "docs", "getting-started.md")));
			List<Role> roles = new ArrayList<>();
			while (blocks.find()) {
				if (blocks.group(1).contains("kind: Role\n")) {
					roles.add(Serialization.unmarshal(blocks.group(1).replace("orders", lockName), Role.class));
				}
			}
			return roles;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public void grant(List<PolicyRule> rules) {
		this.admin
			.resource(new RoleBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.withRules(rules)
				.build())
			.serverSideApply();
		this.admin
			.resource(new RoleBindingBuilder().withNewMetadata()
				.withName(this.name)
				.withNamespace(this.cluster.namespace())
				.endMetadata()
				.withNewRoleRef("rbac.authorization.k8s.io", "Role", this.name)
				.addNewSubject("rbac.authorization.k8s.io", "User", USER, null)
				.build())
			.serverSideApply();
	}

	/**
	 * Returns whether the API server already grants a verb to the user. A new Role does
	 * not take effect immediately.
	 */
	public boolean allows(PolicyRule rule, String verb) {
		try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build()) {
			return client.authorization()
				.v1()
				.selfSubjectAccessReview()
				.create(new SelfSubjectAccessReviewBuilder().withNewSpec()
					.withNewResourceAttributes()
					.withNamespace(this.cluster.namespace())
					.withGroup(rule.getApiGroups().get(0))
					.withResource(rule.getResources().get(0))
					.withVerb(verb)
					.withName(rule.getResourceNames().stream().findFirst().orElse(null))
					.endResourceAttributes()
					.endSpec()
					.build())
				.getStatus()
				.getAllowed();
		}
	}

	/**
	 * Returns the client configuration of {@link #USER}.
	 */
	public Config config() {
		return Config.fromKubeconfig(this.cluster.kubeconfigOf(USER).toFile());
	}

	@Override
	public void close() {
		this.admin.rbac().roleBindings().inNamespace(this.cluster.namespace()).withName(this.name).delete();
		this.admin.rbac().roles().inNamespace(this.cluster.namespace()).withName(this.name).delete();
	}

}
