package io.leader.fencing.http;

import java.util.function.Consumer;
import java.util.function.Function;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.web.client.RestClient;

import io.leader.election.LeaderElection;

/**
 * Fences the requests of a {@link RestClient} or a {@code RestTemplate}. Each request is
 * sent only if this replica leads, and carries the fencing token of the current term.
 * Inject an instance and apply it to the clients whose requests only the leader may send:
 *
 * <pre class="code">
 * this.client = builder.baseUrl("http://ledger").apply(fencing.forElection(election)).build();
 * </pre>
 *
 * On a follower, no request is sent and the call throws
 * {@code io.leader.guard.NotLeaderException}. A request is a guarded call until the
 * response starts or the request fails. The lock is not released while the request is in
 * progress. If the shutdown timeout or the lease expires first, the lock is not released
 * at all.
 * <p>
 * A request made within a guarded call of the same election either carries the token of
 * the term in which that call started or is not sent, since no new term starts on this
 * replica before the call has completed. Other work may outlive its term and, once this
 * replica leads again, send the new token. To prevent this, get the token when such work
 * starts and set it in the token header of its requests. If that token is no longer the
 * current one, the request throws {@link IllegalStateException}. A request of a client
 * that is fenced for two elections also throws {@link IllegalStateException}.
 * <p>
 * Interceptors that are added later run between the check and the sending of the request,
 * so apply the fencing last. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RestClientFencing {

	private final FencingHeaders headers;

	private final Function<LeaderElection, ? extends RuntimeException> refusal;

	/**
	 * Creates a new instance. Usually called by the auto-configuration.
	 * @param headers the names of the headers
	 * @param refusal creates the exception to throw on a follower
	 */
	public RestClientFencing(FencingHeaders headers, Function<LeaderElection, ? extends RuntimeException> refusal) {
		this.headers = headers;
		this.refusal = refusal;
	}

	/**
	 * Fences all requests of a {@link RestClient}, for use with
	 * {@link RestClient.Builder#apply(Consumer)}.
	 * @param election the election that this replica has to lead
	 * @return a customizer that adds the interceptor
	 */
	public Consumer<RestClient.Builder> forElection(LeaderElection election) {
		ClientHttpRequestInterceptor interceptor = interceptor(election);
		return (builder) -> builder.requestInterceptor(interceptor);
	}

	/**
	 * Creates the interceptor, for use with {@code additionalInterceptors} of
	 * {@code RestTemplateBuilder}.
	 * @param election the election that this replica has to lead
	 * @return the interceptor
	 */
	public ClientHttpRequestInterceptor interceptor(LeaderElection election) {
		return (request, body, execution) -> {
			try (FencedCall call = FencedCall.enter(election, this.refusal)) {
				return execution.execute(fenced(request, call), body);
			}
		};
	}

	/**
	 * Returns the request with the token in a copy of its headers, so that an interceptor
	 * that retries the original request does not send an old token.
	 */
	private HttpRequest fenced(HttpRequest request, FencedCall call) {
		HttpHeaders fenced = new HttpHeaders();
		fenced.addAll(request.getHeaders());
		call.addTo(fenced, this.headers);
		return new HttpRequestWrapper(request) {

			@Override
			public HttpHeaders getHeaders() {
				return fenced;
			}

		};
	}

}
