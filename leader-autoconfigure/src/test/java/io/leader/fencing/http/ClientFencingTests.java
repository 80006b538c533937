package io.leader.fencing.http;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

import io.leader.fencing.http.ScriptedElection.NotLeading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a request is a guarded call until its response begins, or until it fails or
 * is canceled.
 */
class ClientFencingTests {

	private static final URI LEDGER = URI.create("http://ledger/entries");

	private final ScriptedElection leader = ScriptedElection.leading("orders", 7);

	private final ScriptedElection follower = ScriptedElection.following("orders");

	private final List<HttpHeaders> sent = new ArrayList<>();

	private static ClientHttpRequestInterceptor interceptor(ScriptedElection elections) {
		return new RestClientFencing(ScriptedElection.HEADERS, ScriptedElection::refusal)
			.interceptor(elections.election());
	}

	private static ExchangeFilterFunction filter(ScriptedElection elections) {
		return new WebClientFencing(ScriptedElection.HEADERS, ScriptedElection::refusal).filter(elections.election());
	}

	@Test
	void blockingRequestsAreGuardedUntilTheResponse() throws IOException {
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.POST, LEDGER);
		request.getHeaders().add("Mine", "1");
		try (ClientHttpResponse response = interceptor(this.leader).intercept(request, new byte[0], (fenced, body) -> {
			assertThat(this.leader.open()).isOne();
			this.sent.add(fenced.getHeaders());
			return new MockClientHttpResponse();
		})) {
			assertThat(response.getStatusCode()).isEqualTo(HttpStatus.OK);
		}
		assertThat(this.leader.open()).isZero();
		assertThat(this.sent.get(0).getFirst("Leader-Fencing-Token")).isEqualTo("7");
		assertThat(this.sent.get(0).getFirst("Mine")).isEqualTo("1");
		assertThat(request.getHeaders().headerNames()).doesNotContain("Leader-Fencing-Token");
	}

	@Test
	void blockingRequestsThatFailEndTheCall() {
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.POST, LEDGER);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> interceptor(this.leader).intercept(request, new byte[0], (fenced, body) -> {
				throw new IOException("reset");
			}));
		assertThat(this.leader.begun()).isOne();
		assertThat(this.leader.open()).isZero();
	}

	@Test
	void blockingRequestsOfAFollowerAreNotSent() {
		MockClientHttpRequest request = new MockClientHttpRequest(HttpMethod.POST, LEDGER);
		assertThatExceptionOfType(NotLeading.class)
			.isThrownBy(() -> interceptor(this.follower).intercept(request, new byte[0], (fenced, body) -> {
				throw new AssertionError("sent");
			}));
	}

	@Test
	void reactiveRequestsAreGuardedFromSubscriptionToResponse() {
		Sinks.One<ClientResponse> response = Sinks.one();
		Mono<ClientResponse> exchange = filter(this.leader).filter(request(), (fenced) -> {
			this.sent.add(fenced.headers());
			return response.asMono();
		});
		assertThat(this.leader.begun()).isZero();
		List<ClientResponse> responses = new ArrayList<>();
		Disposable subscription = exchange.subscribe(responses::add);
		assertThat(this.leader.open()).isOne();
		response.tryEmitValue(ClientResponse.create(HttpStatus.OK).build()).orThrow();
		assertThat(responses).hasSize(1);
		assertThat(subscription.isDisposed()).isTrue();
		assertThat(this.leader.open()).isZero();
		assertThat(this.sent.get(0).getFirst("Leader-Fencing-Token")).isEqualTo("7");
	}

	@Test
	void reactiveRequestsThatAreCancelledEndTheCall() {
		Disposable subscription = filter(this.leader).filter(request(), (fenced) -> Mono.never()).subscribe();
		assertThat(this.leader.open()).isOne();
		subscription.dispose();
		assertThat(this.leader.open()).isZero();
	}

	@Test
	void eachReactiveRetryIsARequest() {
		Mono<ClientResponse> exchange = filter(this.leader)
			.filter(request(), (fenced) -> Mono.error(new IOException("reset")))
			.retry(2);
		assertThatExceptionOfType(RuntimeException.class).isThrownBy(exchange::block)
			.withCauseInstanceOf(IOException.class);
		assertThat(this.leader.begun()).isEqualTo(3);
		assertThat(this.leader.open()).isZero();
	}

	@Test
	void aReactiveRequestThatCannotBeFencedEndsTheCall() {
		ClientRequest request = ClientRequest.from(request()).header("Leader-Fencing-Token", "6").build();
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> filter(this.leader).filter(request, (fenced) -> Mono.never()).block());
		assertThat(this.leader.begun()).isOne();
		assertThat(this.leader.open()).isZero();
	}

	@Test
	void reactiveRequestsOfAFollowerAreNotSent() {
		Mono<ClientResponse> exchange = filter(this.follower).filter(request(), (fenced) -> {
			throw new AssertionError("sent");
		});
		assertThatExceptionOfType(NotLeading.class).isThrownBy(exchange::block);
	}

	private static ClientRequest request() {
		return ClientRequest.create(HttpMethod.POST, LEDGER).build();
	}

}
