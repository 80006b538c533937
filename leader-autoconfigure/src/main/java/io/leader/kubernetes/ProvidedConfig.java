package io.leader.kubernetes;

import java.util.Map;

import io.fabric8.kubernetes.api.model.AuthProviderConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in a kubeconfig that is not a file. Replaces tokens that have
 * expired, which the client library does only if it can read the kubeconfig again.
 * <p>
 * A credential plugin runs when this object is created, and again when the API server
 * refuses its token. A client certificate that a plugin returns is not replaced. The
 * tokens of an OpenID Connect provider are kept in memory, since an identity provider may
 * accept each refresh token only once.
 */
final class ProvidedConfig extends Config {

	private static final String ID_TOKEN = "id-token";

	private static final String REFRESH_TOKEN = "refresh-token";

	private final @Nullable PluginToken pluginToken;

	private @Nullable String refreshToken;

	/**
	 * Creates a configuration. Runs the credential plugin, if there is one.
	 * @param text the content of the kubeconfig
	 * @param kubeconfigs the same content, parsed
	 */
	ProvidedConfig(String text, Kubeconfigs kubeconfigs) {
		super(fromKubeconfig(text));
		boolean authenticated = getAutoOAuthToken() == null && getClientCertData() != null;
		this.pluginToken = (kubeconfigs.hasPlugin(getCurrentContext()) && !authenticated)
				? new PluginToken(getAutoOAuthToken(), () -> fromKubeconfig(text).getAutoOAuthToken(), System::nanoTime)
				: null;
	}

	/**
	 * Makes a client authenticate with this configuration.
	 */
	void authenticate(HttpClient.DerivedClientBuilder client) {
		if (this.pluginToken != null) {
			client.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, this.pluginToken);
		}
	}

	/**
	 * Returns this configuration with its newest tokens. The client library calls this
	 * method periodically and when the API server refuses a token. It stores the tokens
	 * that it receives from an identity provider in this configuration, and removes the
	 * refresh token if it receives no new one.
	 */
	@Override
	public synchronized Config refresh() {
		AuthProviderConfig provider = getAuthProvider();
		if (provider != null && provider.getConfig() != null) {
			update(provider.getConfig());
		}
		return this;
	}

	private void update(Map<String, String> tokens) {
		if (tokens.get(REFRESH_TOKEN) != null) {
			this.refreshToken = tokens.get(REFRESH_TOKEN);
		}
		else if (this.refreshToken != null) {
			tokens.put(REFRESH_TOKEN, this.refreshToken);
		}
		if (tokens.get(ID_TOKEN) != null) {
			setAutoOAuthToken(tokens.get(ID_TOKEN));
		}
	}

}
