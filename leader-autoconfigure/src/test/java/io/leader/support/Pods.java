package io.leader.support;

import java.util.Map;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Creates, changes, and deletes Pods whose image does not exist, so that nothing runs in
 * them.
 */
public final class Pods {

	private Pods() {
	}

	public static Pod create(KubernetesClient admin, String name, Map<String, String> labels) {
		return admin
			.resource(new PodBuilder().withNewMetadata()
				.withName(name)
				.withNamespace(TestCluster.get().namespace())
				.withLabels(labels)
				.endMetadata()
				.withNewSpec()
				.addNewContainer()
				.withName("any")
				.withImage("any")
				.endContainer()
				.endSpec()
				.build())
			.create();
	}

	/**
	 * Marks a Pod as running and as Ready or not, as a kubelet would.
	 */
	public static void setReady(KubernetesClient admin, String name, boolean ready) {
		admin.pods().inNamespace(TestCluster.get().namespace()).withName(name).editStatus((pod) -> {
			pod.setStatus(new PodStatusBuilder().withPhase("Running")
				.addNewCondition()
				.withType("Ready")
				.withStatus(ready ? "True" : "False")
				.endCondition()
				.build());
			return pod;
		});
	}

	public static void delete(KubernetesClient admin, String name) {
		admin.pods().inNamespace(TestCluster.get().namespace()).withName(name).withGracePeriod(0).delete();
	}

}
