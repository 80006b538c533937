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
		Kubeconfigs kubeconfigs = Kubeconfigs.provided(this.bean, (this.text != null) ? this.text : "");
		kubeconfigs.checkCurrentContext();
		try {
			Config config = new Refreshable(this.text);
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

	/**
	 * The configuration that a kubeconfig specifies. To replace the token, the client
	 * library refreshes the configuration when the API server refuses the token, and
	 * periodically. Without this class, the token of a kubeconfig that is not a file
	 * would not be replaced.
	 */
	private static final class Refreshable extends Config {

		private final @Nullable String text;

		private Refreshable(@Nullable String text) {
			super(fromKubeconfig(text));
			this.text = text;
		}

		@Override
		public Config refresh() {
			try {
				return fromKubeconfig(this.text);
			}
			catch (RuntimeException ex) {
				// A credential plugin may fail temporarily, so keep this configuration.
				return this;
			}
		}

	}

	@Override
	public String toString() {
		// The text contains credentials.
		return "ProvidedKubeconfig[bean=" + this.bean + "]";
	}

}
