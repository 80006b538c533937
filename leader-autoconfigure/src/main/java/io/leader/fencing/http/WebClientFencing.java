package io.leader.fencing.http;

import java.util.function.Consumer;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import io.leader.election.LeaderElection;

/**
 * Fences the requests of a {@link WebClient} in the same way as {@link RestClientFencing}
 * fences those of a {@code RestClient}. The check is performed and the guarded call
 * starts when an exchange is subscribed to, so that each retry is checked again. The
 * guarded call ends when the response starts, the request fails, or the subscriber
 * cancels it. Exceptions are emitted as error signals. Thread-safe.
 *
 * @since 0.1.0
 */
public final class WebClientFencing {

	private final FencingHeaders headers;

	private final Function<LeaderElection, ? extends RuntimeException> refusal;

	/**
	 * Creates a new instance. Usually called by the auto-configuration.
	 * @param headers the names of the headers
	 * @param refusal creates the exception to emit on a follower
	 */
	public WebClientFencing(FencingHeaders headers, Function<LeaderElection, ? extends RuntimeException> refusal) {
		this.headers = headers;
		this.refusal = refusal;
	}

	/**
	 * Fences all requests of a {@link WebClient}, for use with
	 * {@link WebClient.Builder#apply(Consumer)}.
	 * @param election the election that this replica has to lead
	 * @return a customizer that adds the filter
	 */
	public Consumer<WebClient.Builder> forElection(LeaderElection election) {
		ExchangeFilterFunction filter = filter(election);
		return (builder) -> builder.filter(filter);
	}

	/**
	 * Creates the filter.
	 * @param election the election that this replica has to lead
	 * @return the filter
	 */
	public ExchangeFilterFunction filter(LeaderElection election) {
		return (request, next) -> Mono.using(() -> FencedCall.enter(election, this.refusal).detachFromThread(),
				(call) -> next.exchange(fenced(request, call)), FencedCall::close);
	}

	private ClientRequest fenced(ClientRequest request, FencedCall call) {
		return ClientRequest.from(request).headers((sent) -> call.addTo(sent, this.headers)).build();
	}

}
