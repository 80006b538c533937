package io.leader.support;

import java.util.Map;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Pods that are objects only: nothing runs in them.
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

	public static void delete(KubernetesClient admin, String name) {
		admin.pods().inNamespace(TestCluster.get().namespace()).withName(name).withGracePeriod(0).delete();
	}

}
