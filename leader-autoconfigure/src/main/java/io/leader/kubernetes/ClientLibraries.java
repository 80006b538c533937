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

	private static final Map<String, String> NEEDED = new TreeMap<>(
			Map.of("io.fabric8:kubernetes-client-api", CLIENT, "io.fabric8:kubernetes-httpclient-jdk", HTTP_CLIENT));

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
