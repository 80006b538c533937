package io.leader.autoconfigure;

import java.net.http.HttpClient;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

import io.leader.kubernetes.ClientLibraries;

/**
 * Registers the runtime hints that a native image requires to bind the properties,
 * including those of individual elections, and to connect to the API server, for example
 * to read a kubeconfig and to find the HTTP client.
 */
final class LeaderRuntimeHints implements RuntimeHintsRegistrar {

	private static final String MODEL = "io.fabric8.kubernetes.api.model.";

	/**
	 * The model classes of a kubeconfig.
	 */
	static final List<String> KUBECONFIG = List.of("Config", "Preferences", "NamedCluster", "Cluster", "NamedContext",
			"Context", "NamedAuthInfo", "AuthInfo", "AuthProviderConfig", "ExecConfig", "ExecEnvVar", "NamedExtension");

	/**
	 * The classes that the Kubernetes client instantiates by name, and those that
	 * represent the output of a program that supplies credentials.
	 */
	static final List<String> CLIENT = List.of("Config$ExecCredential", "Config$ExecCredentialSpec",
			"Config$ExecCredentialStatus", "impl.KubernetesClientImpl", "jdkhttp.JdkHttpClientFactory");

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(LeaderProperties.class).registerHints(hints, classLoader);
		if (!ClassUtils.isPresent(ClientLibraries.CLIENT, classLoader)) {
			return;
		}
		KUBECONFIG.forEach((name) -> reflective(hints, classLoader, MODEL + name));
		CLIENT.forEach((name) -> reflective(hints, classLoader, "io.fabric8.kubernetes.client." + name));
		hints.proxies().registerJdkProxy(HttpClient.Builder.class);
		hints.reflection().registerType(HttpClient.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.resources().registerPattern("META-INF/services/io.fabric8.kubernetes.*");
	}

	private static void reflective(RuntimeHints hints, @Nullable ClassLoader classLoader, String type) {
		hints.reflection()
			.registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
					MemberCategory.INVOKE_DECLARED_METHODS, MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
