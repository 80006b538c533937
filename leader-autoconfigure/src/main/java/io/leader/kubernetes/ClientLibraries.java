package io.leader.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The libraries that the connection to the API server needs on the classpath.
 */
public final class ClientLibraries {

	/**
	 * The name of a class whose presence shows that the Kubernetes client is on the
	 * classpath.
	 */
	public static final String CLIENT = "io.fabric8.kubernetes.client.KubernetesClient";

	/**
	 * The name of a class whose presence shows that the HTTP client that sends the
	 * requests is on the classpath.
	 */
	public static final String HTTP_CLIENT = "io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory";

	/**
	 * The name of a class whose presence shows that the JSON library is on the classpath.
	 */
	public static final String JSON = "tools.jackson.databind.ObjectMapper";

	private static final Map<String, String> NEEDED = new TreeMap<>(Map.of("io.fabric8:kubernetes-client-api", CLIENT,
			"io.fabric8:kubernetes-httpclient-jdk", HTTP_CLIENT, "tools.jackson.core:jackson-databind", JSON));

	private ClientLibraries() {
	}

	/**
	 * Determines which libraries are missing.
	 * @param present tests whether a class is present
	 * @return the coordinates of the missing libraries
	 */
	public static List<String> missing(Predicate<String> present) {
		return NEEDED.entrySet()
			.stream()
			.filter((library) -> !present.test(library.getValue()))
			.map(Map.Entry::getKey)
			.toList();
	}

}
