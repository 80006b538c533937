package io.leader.kubernetes;

import java.time.Duration;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import io.leader.kubernetes.KubernetesApi.Response;

/**
 * The API server's response to a request for a Pod. Only an unambiguous response counts.
 * A refusal, an error page from a proxy, or another object implies neither that the Pod
 * exists nor that it does not.
 *
 * @param name the Pod's name
 * @param response the response
 */
public record PodResponse(String name, Response response) {

	/** A DNS-1123 subdomain. */
	private static final Pattern NAME = Pattern
		.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

	private static final int LONGEST_NAME = 253;

	/**
	 * Requests a Pod. If no Pod can have the name, no request is sent, and the returned
	 * response states that the Pod does not exist.
	 * @param api the API to query
	 * @param namespace the Pod's namespace
	 * @param name the name, which can be arbitrary text written by others
	 * @param timeout how long the request may take
	 * @return the response, whether or not the Pod exists
	 * @throws io.leader.lock.LockException if no response is received, or if a successful
	 * response is not a JSON object
	 */
	public static PodResponse of(KubernetesApi api, String namespace, String name, Duration timeout) {
		return new PodResponse(name, isPossible(name) ? api.get(path(namespace, name), timeout) : notFound(name));
	}

	/**
	 * Returns the path of a Pod.
	 * @param namespace the namespace of the Pod
	 * @param name the name of the Pod
	 * @return the path
	 */
	public static String path(String namespace, String name) {
		return "/api/v1/namespaces/" + KubernetesApi.segment(namespace) + "/pods/" + KubernetesApi.segment(name);
	}

	private static boolean isPossible(String name) {
		return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
	}

	private static Response notFound(String name) {
		ObjectNode status = KubernetesApi.object();
		status.put("reason", "NotFound").putObject("details").put("name", name);
		return new Response(404, null, status);
	}

	/**
	 * Returns whether there is no Pod with this name, as opposed to a 404 for another
	 * path or from a proxy.
	 * @return {@code true} only if the API server reports that no Pod with this name
	 * exists, or if no Pod can have this name
	 */
	public boolean isAbsent() {
		JsonNode status = this.response.body();
		return this.response.code() == 404 && "NotFound".equals(status.path("reason").asString(""))
				&& this.name.equals(status.path("details").path("name").asString(""));
	}

	/**
	 * Returns whether the response is the Pod with this name.
	 * @return {@code true} only if the response is a Pod with this name and a UID
	 */
	public boolean isPod() {
		JsonNode metadata = this.response.body().path("metadata");
		return this.response.code() == 200 && "Pod".equals(this.response.body().path("kind").asString(""))
				&& this.name.equals(metadata.path("name").asString("")) && !uid().isEmpty();
	}

	/**
	 * Returns the Pod's UID.
	 * @return the UID; meaningful only if the response {@linkplain #isPod() is a Pod}
	 */
	public String uid() {
		return this.response.body().path("metadata").path("uid").asString("");
	}

	/**
	 * Returns the Pod's resourceVersion.
	 * @return the version; meaningful only if the response {@linkplain #isPod() is a Pod}
	 */
	public String version() {
		return this.response.body().path("metadata").path("resourceVersion").asString("");
	}

	/**
	 * Returns whether the Pod has terminated. A terminal phase never changes, but old
	 * kubelets report it while containers are still terminating, so this method also
	 * requires that no container is reported as running.
	 * @return {@code true} if the phase is terminal and no container is running
	 */
	public boolean hasEnded() {
		JsonNode status = this.response.body().path("status");
		String phase = status.path("phase").asString("");
		return (phase.equals("Failed") || phase.equals("Succeeded")) && !isRunning(status.path("containerStatuses"))
				&& !isRunning(status.path("initContainerStatuses"))
				&& !isRunning(status.path("ephemeralContainerStatuses"));
	}

	private static boolean isRunning(JsonNode containers) {
		for (JsonNode container : containers) {
			if (container.path("state").hasNonNull("running")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns whether the Pod was evicted from its node.
	 * @return {@code true} if its status reports an eviction
	 */
	public boolean isEvicted() {
		return "Evicted".equals(this.response.body().path("status").path("reason").asString(""));
	}

	/**
	 * Returns whether the Pod is Ready.
	 * @return {@code true} if its Ready condition is true
	 */
	public boolean isReady() {
		for (JsonNode condition : this.response.body().path("status").path("conditions")) {
			if ("Ready".equals(condition.path("type").asString(""))) {
				return "True".equals(condition.path("status").asString(""));
			}
		}
		return false;
	}

}
