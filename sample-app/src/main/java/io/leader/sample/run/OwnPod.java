package io.leader.sample.run;

import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

import io.leader.sample.UsageException;

/**
 * What a lock for life needs to know of this process's Pod. kube-leader has but
 * {@code POD_NAME} and reads the rest from the API server, with a right that its Role
 * grants.
 */
public final class OwnPod {

	private static final String NAMESPACE = "POD_NAMESPACE";

	private static final String UID = "POD_UID";

	private OwnPod() {
	}

	/**
	 * Finds out what is needed and not set.
	 * @param environment what is set
	 * @return it as Spring's arguments
	 * @throws UsageException if the Pod cannot be read
	 */
	public static List<String> arguments(Environment environment) {
		String name = environment.getProperty("POD_NAME");
		boolean known = StringUtils.hasText(environment.getProperty(UID))
				&& StringUtils.hasText(environment.getProperty(NAMESPACE));
		if (!isForLife(environment) || !StringUtils.hasText(name) || known) {
			return List.of();
		}
		try (KubernetesClient client = new KubernetesClientBuilder().build()) {
			String namespace = environment.getProperty(NAMESPACE, client.getNamespace());
			List<String> arguments = new ArrayList<>(List.of("--" + NAMESPACE + "=" + namespace));
			if (!StringUtils.hasText(environment.getProperty(UID))) {
				arguments.add("--" + UID + "=" + uid(client, namespace, name));
			}
			return arguments;
		}
	}

	private static boolean isForLife(Environment environment) {
		boolean onKubernetes = "kubernetes".equals(environment.getProperty("leader.platform"))
				|| StringUtils.hasText(environment.getProperty("KUBERNETES_SERVICE_HOST"));
		return onKubernetes && "for-life".equals(environment.getProperty("leader.mode"));
	}

	private static String uid(KubernetesClient client, String namespace, String name) {
		try {
			Pod pod = client.pods().inNamespace(namespace).withName(name).get();
			if (pod != null) {
				return pod.getMetadata().getUid();
			}
			throw unreadable(namespace, name, "there is none");
		}
		catch (KubernetesClientException ex) {
			throw unreadable(namespace, name, (ex.getCode() == 403) ? "the Role lacks the right to get pods"
					: String.valueOf(ex.getMessage()).strip());
		}
	}

	private static UsageException unreadable(String namespace, String name, String why) {
		return new UsageException(
				"POD_UID is not set, and Pod '%s/%s' cannot be read (%s): set it through the downward API, as in env: [%s]."
					.formatted(namespace, name, why,
							"{name: POD_UID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}"));
	}

}
