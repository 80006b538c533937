package io.leader.kubernetes;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import org.jspecify.annotations.Nullable;

/**
 * A kubeconfig that a bean of the application provides. As with kubectl, the namespace is
 * {@code default} if the current context does not specify one.
 *
 * @param bean the name of the bean
 * @param text the kubeconfig in YAML, or {@code null} if the bean returned none
 */
public record ProvidedKubeconfig(String bean, @Nullable String text) {

	private static final String DEFAULT_NAMESPACE = "default";

	/**
	 * Opens a connection to the cluster of the current context.
	 * @throws KubernetesConfigurationException if the kubeconfig is missing or invalid,
	 * or refers to a file that cannot be read
	 */
	KubernetesConnection connect(ApiStatistics statistics) {
		String content = (this.text != null) ? this.text : "";
		Kubeconfigs kubeconfigs = Kubeconfigs.provided(this.bean, content);
		kubeconfigs.checkCurrentContext();
		try {
			Config config = new ProvidedConfig(content, kubeconfigs);
			NamedContext context = config.getCurrentContext();
			if (context == null || context.getContext() == null) {
				throw kubeconfigs.withoutContext();
			}
			kubeconfigs.check(context);
			if (config.getNamespace() == null) {
				config.setNamespace(DEFAULT_NAMESPACE);
			}
			return KubernetesConfigs.open(config, statistics,
					" It is referenced in the kubeconfig of the bean '%s'.".formatted(this.bean));
		}
		catch (KubernetesConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw kubeconfigs.unusable(ex);
		}
	}

	@Override
	public String toString() {
		// The text contains credentials.
		return "ProvidedKubeconfig[bean=" + this.bean + "]";
	}

}
