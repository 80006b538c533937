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
 * Fences the requests of a {@link RestClient} or a {@code RestTemplate}: each one is sent
 * only if this replica leads, and carries the fencing token of its term. Inject it, and
 * apply it to the clients that send what only the leader sends:
 *
 * <pre class="code">
 * this.client = builder.baseUrl("http://ledger").apply(fencing.forElection(election)).build();
 * </pre>
 *
 * On a follower nothing is sent, and the call throws an
 * {@code io.leader.guard.NotLeaderException}. A request is a guarded call until the
 * answer begins or the request fails: the lock is not released meanwhile, within the
 * bounds of the shutdown timeout and the lease.
 * <p>
 * A request in a guarded call carries the token of the term in which that call began, or
 * is refused: no new term begins here before the call has ended. Other work may outlive
 * its term, find that this replica leads again, and send the new token. To rule that out,
 * take the token where such work begins and set it as the header of its requests: if it
 * is no longer the present one, the call throws an {@link IllegalStateException} instead.
 * So does the request of a client that is fenced for two elections.
 * <p>
 * Interceptors that are added later run between the check and the sending: apply this
 * last. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class RestClientFencing {

	private final FencingHeaders headers;

	private final Function<LeaderElection, ? extends RuntimeException> refusal;

	/**
	 * Creates a fencing; the auto-configuration does.
	 * @param headers the headers that carry the token
	 * @param refusal what to throw on a follower
	 */
	public RestClientFencing(FencingHeaders headers, Function<LeaderElection, ? extends RuntimeException> refusal) {
		this.headers = headers;
		this.refusal = refusal;
	}

	/**
	 * Fences all requests of a {@link RestClient}, for
	 * {@link RestClient.Builder#apply(Consumer)}.
	 * @param election the election that this replica must lead
	 * @return what adds the interceptor
	 */
	public Consumer<RestClient.Builder> forElection(LeaderElection election) {
		ClientHttpRequestInterceptor interceptor = interceptor(election);
		return (builder) -> builder.requestInterceptor(interceptor);
	}

	/**
	 * The interceptor itself, for the {@code additionalInterceptors} of a
	 * {@code RestTemplateBuilder}.
	 * @param election the election that this replica must lead
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
	 * A copy, so that an interceptor that tries again does not bring an old token.
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
