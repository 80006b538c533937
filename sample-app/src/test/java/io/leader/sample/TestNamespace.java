package io.leader.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * A separate namespace for a test, which {@link #close()} deletes. It is on the cluster
 * of the kubeconfig file in {@code LEADER_TEST_KUBECONFIG}.
 */
final class TestNamespace implements AutoCloseable {

	private final String kubeconfig = System.getenv("LEADER_TEST_KUBECONFIG");

	private final KubernetesClient admin;

	private final String name = "leader-sample-" + UUID.randomUUID().toString().substring(0, 8);

	TestNamespace() throws IOException {
		this.admin = new KubernetesClientBuilder()
			.withConfig(Config.fromKubeconfig(Files.readString(Path.of(this.kubeconfig))))
			.build();
		this.admin.resource(new NamespaceBuilder().withNewMetadata().withName(this.name).endMetadata().build())
			.create();
	}

	/**
	 * Starts a replica whose lock is in this namespace, and waits until the application
	 * has started.
	 */
	Replica start(String lock, String... arguments) {
		String[] all = new String[arguments.length + 3];
		all[0] = "--leader.platform=kubernetes";
		all[1] = "--leader.namespace=" + this.name;
		all[2] = "--leader.lock-name=" + lock;
		System.arraycopy(arguments, 0, all, 3, arguments.length);
		return Replica.start(this.kubeconfig, all);
	}

	/**
	 * Returns a client with administrator permissions.
	 */
	KubernetesClient admin() {
		return this.admin;
	}

	String kubeconfig() {
		return this.kubeconfig;
	}

	String name() {
		return this.name;
	}

	/**
	 * Creates a Pod whose image does not exist, so that nothing runs in it.
	 * @return the environment variables for a process in the Pod: those that the downward
	 * API would provide, and {@code KUBECONFIG}
	 */
	Map<String, String> pod(String pod) {
		String uid = this.admin
			.resource(new PodBuilder().withNewMetadata()
				.withName(pod)
				.withNamespace(this.name)
				.endMetadata()
				.withNewSpec()
				.addNewContainer()
				.withName("any")
				.withImage("any")
				.endContainer()
				.endSpec()
				.build())
			.create()
			.getMetadata()
			.getUid();
		return Map.of("KUBECONFIG", this.kubeconfig, "POD_NAME", pod, "POD_UID", uid, "POD_NAMESPACE", this.name);
	}

	/**
	 * Creates a service account and grants it permissions in this namespace.
	 * @return the path of a kubeconfig file for the account
	 */
	String kubeconfigWith(PolicyRule... rules) {
		String account = "account-" + UUID.randomUUID().toString().substring(0, 8);
		ObjectMeta metadata = new ObjectMetaBuilder().withName(account).withNamespace(this.name).build();
		this.admin.resource(new ServiceAccountBuilder().withMetadata(metadata).build()).create();
		this.admin.resource(new RoleBuilder().withMetadata(metadata).withRules(rules).build()).create();
		this.admin
			.resource(new RoleBindingBuilder().withMetadata(metadata)
				.withNewRoleRef("rbac.authorization.k8s.io", "Role", account)
				.addNewSubject("", "ServiceAccount", account, this.name)
				.build())
			.create();
		return kubeconfigOf(account);
	}

	/**
	 * Writes a kubeconfig file for a service account in this namespace. The file contains
	 * none of the administrator's credentials.
	 * @return the path of the file
	 */
	String kubeconfigOf(String account) {
		Config cluster = this.admin.getConfiguration();
		String token = this.admin.serviceAccounts()
			.inNamespace(this.name)
			.withName(account)
			.tokenRequest()
			.getStatus()
			.getToken();
		String text = Serialization.asYaml(new ConfigBuilder().addNewCluster()
			.withName("test")
			.withNewCluster()
			.withServer(cluster.getMasterUrl())
			.withCertificateAuthority(cluster.getCaCertFile())
			.withCertificateAuthorityData(cluster.getCaCertData())
			.endCluster()
			.endCluster()
			.addNewUser()
			.withName(account)
			.withNewUser()
			.withToken(token)
			.endUser()
			.endUser()
			.addNewContext()
			.withName("test")
			.withNewContext()
			.withCluster("test")
			.withUser(account)
			.withNamespace(this.name)
			.endContext()
			.endContext()
			.withCurrentContext("test")
			.build());
		try {
			Path file = Files.createTempFile("kubeconfig", null);
			file.toFile().deleteOnExit();
			return Files.writeString(file, text).toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Deletes a Pod as the kubelet does after the Pod's process has ended.
	 */
	void deletePod(String pod) {
		this.admin.pods().inNamespace(this.name).withName(pod).withGracePeriod(0).delete();
	}

	/**
	 * Changes the holder of a Lease, as an administrator could.
	 */
	void takeLease(String lease) {
		// The patch does not specify a resourceVersion, since the holder changes it with
		// each renewal.
		this.admin.leases()
			.inNamespace(this.name)
			.withName(lease)
			.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"holderIdentity\": \"somebody-else\"}}");
	}

	@Override
	public void close() {
		this.admin.namespaces().withName(this.name).delete();
		this.admin.close();
	}

}
