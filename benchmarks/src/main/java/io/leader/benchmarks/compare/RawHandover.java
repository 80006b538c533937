package io.leader.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;

/**
 * Measures a lower bound for the time of a handover. One HTTP client sends the release,
 * and the other receives the watch event and sends the claim. The clients do nothing else
 * and already have open connections.
 */
final class RawHandover implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\\s*\"(\\d+)\"");

	private static final String BODY = """
			{"apiVersion":"coordination.k8s.io/v1","kind":"Lease",
			"metadata":{"name":"%s","resourceVersion":"%s"},
			"spec":{"holderIdentity":"%s","leaseDurationSeconds":15}}""";

	private final Config config;

	private final HttpClient former;

	private final HttpClient next;

	private final String name;

	private final URI leases;

	private final Stream<String> events;

	private String version;

	private volatile CompletableFuture<String> seen = new CompletableFuture<>();

	RawHandover(Cluster cluster) throws IOException, InterruptedException {
		this.config = cluster.config();
		this.former = client();
		this.next = client();
		this.name = cluster.newLease("raw");
		this.leases = cluster.server()
			.resolve(cluster.server().getPath() + "apis/coordination.k8s.io/v1/namespaces/" + cluster.namespace()
					+ "/leases");
		HttpRequest create = request(this.leases.toString()).timeout(TIMEOUT)
			.POST(BodyPublishers.ofString(BODY.formatted(this.name, "", "former")))
			.build();
		this.version = version(body(this.former.send(create, BodyHandlers.ofString())));
		HttpRequest watch = request(this.leases + "?watch=true&fieldSelector=metadata.name%3D" + this.name
				+ "&resourceVersion=" + this.version)
			.build();
		this.events = body(get(this.next.sendAsync(watch, BodyHandlers.ofLines())));
		Thread watcher = new Thread(this::watch, "watch");
		watcher.setDaemon(true);
		watcher.start();
	}

	private void watch() {
		try {
			this.events.filter((event) -> !event.contains("\"next\""))
				.forEach((event) -> this.seen.complete(version(event)));
		}
		catch (UncheckedIOException ex) {
			// The stream ends when this object is closed. If it ended earlier, the wait
			// for the next event times out.
		}
	}

	private HttpClient client() {
		try {
			return HttpClient.newBuilder().sslContext(SSLUtils.sslContext(this.config)).build();
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new Unmeasurable("the kubeconfig's certificates cannot be used: " + ex.getMessage(), ex);
		}
	}

	private HttpRequest.Builder request(String uri) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri))
			.header("Content-Type", "application/json");
		String token = (this.config.getAutoOAuthToken() != null) ? this.config.getAutoOAuthToken()
				: this.config.getOauthToken();
		return (token != null) ? request.header("Authorization", "Bearer " + token) : request;
	}

	/**
	 * Performs one handover.
	 * @return the time from sending the release to receiving the response to the claim
	 */
	Measurement measure() throws IOException, InterruptedException {
		this.seen = new CompletableFuture<>();
		long started = System.nanoTime();
		CompletableFuture<HttpResponse<String>> release = this.former.sendAsync(put(this.version, ""),
				BodyHandlers.ofString());
		String released = get(this.seen);
		String claimed = body(this.next.send(put(released, "next"), BodyHandlers.ofString()));
		long ended = System.nanoTime();
		body(get(release));
		this.version = version(claimed);
		return Measurement.handover(ended - started);
	}

	private HttpRequest put(String version, String holder) {
		return request(this.leases + "/" + this.name).timeout(TIMEOUT)
			.PUT(BodyPublishers.ofString(BODY.formatted(this.name, version, holder)))
			.build();
	}

	private static <T> T get(CompletableFuture<T> future) throws IOException, InterruptedException {
		try {
			return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IOException("The API server did not respond", ex);
		}
	}

	private static <T> T body(HttpResponse<T> response) throws IOException {
		if (response.statusCode() >= 300) {
			throw new IOException("The API server responded with " + response.statusCode() + ": " + response.body());
		}
		return response.body();
	}

	private static String version(String object) {
		Matcher version = VERSION.matcher(object);
		if (!version.find()) {
			throw new IllegalStateException("No version in: " + object);
		}
		return version.group(1);
	}

	@Override
	public void close() {
		this.events.close();
	}

}
