package io.leader.fencing.http;

import java.util.function.Consumer;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

import io.leader.election.LeaderElection;

/**
 * Fences the requests of a {@link WebClient}, as {@link RestClientFencing} does those of
 * a {@code RestClient}. The check is made, and the guarded call begins, when an exchange
 * is subscribed to, so that each repetition is a request like any other; the guarded call
 * ends when the answer begins, the request fails, or the subscriber cancels it. Errors
 * are signals. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class WebClientFencing {

	private final FencingHeaders headers;

	private final Function<LeaderElection, ? extends RuntimeException> refusal;

	/**
	 * Creates a fencing; the auto-configuration does.
	 * @param headers the headers that carry the token
	 * @param refusal what to signal on a follower
	 */
	public WebClientFencing(FencingHeaders headers, Function<LeaderElection, ? extends RuntimeException> refusal) {
		this.headers = headers;
		this.refusal = refusal;
	}

	/**
	 * Fences all requests of a {@link WebClient}, for
	 * {@link WebClient.Builder#apply(Consumer)}.
	 * @param election the election that this replica must lead
	 * @return what adds the filter
	 */
	public Consumer<WebClient.Builder> forElection(LeaderElection election) {
		ExchangeFilterFunction filter = filter(election);
		return (builder) -> builder.filter(filter);
	}

	/**
	 * The filter itself.
	 * @param election the election that this replica must lead
	 * @return the filter
	 */
	public ExchangeFilterFunction filter(LeaderElection election) {
		return (request, next) -> Mono.using(() -> FencedCall.enter(election, this.refusal).onOtherThreads(),
				(call) -> next.exchange(fenced(request, call)), FencedCall::close);
	}

	private ClientRequest fenced(ClientRequest request, FencedCall call) {
		return ClientRequest.from(request).headers((sent) -> call.addTo(sent, this.headers)).build();
	}

}
