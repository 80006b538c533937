package io.leader.autoconfigure.fencing.http;

import java.util.Objects;

import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.RequestEntity;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.DefaultResponseErrorHandler;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

import io.leader.election.LeaderElection;
import io.leader.fencing.http.RestClientFencing;
import io.leader.fencing.http.WebClientFencing;

/**
 * Spring's HTTP clients with fencing.
 */
enum Sender {

	REST_CLIENT {
		@Override
		ResponseEntity<String> post(ApplicationContext replica, LeaderElection election, String uri,
				HttpHeaders headers) {
			return RestClient.builder()
				.apply(replica.getBean(RestClientFencing.class).forElection(election))
				.defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {
				})
				.build()
				.post()
				.uri(uri)
				.headers((sent) -> sent.addAll(headers))
				.retrieve()
				.toEntity(String.class);
		}
	},

	REST_TEMPLATE {
		@Override
		ResponseEntity<String> post(ApplicationContext replica, LeaderElection election, String uri,
				HttpHeaders headers) {
			RestTemplate template = new RestTemplate();
			template.getInterceptors().add(replica.getBean(RestClientFencing.class).interceptor(election));
			template.setErrorHandler(new DefaultResponseErrorHandler() {

				@Override
				protected boolean hasError(HttpStatusCode status) {
					return false;
				}

			});
			return template.exchange(RequestEntity.post(uri).headers(headers).build(), String.class);
		}
	},

	WEB_CLIENT {
		@Override
		ResponseEntity<String> post(ApplicationContext replica, LeaderElection election, String uri,
				HttpHeaders headers) {
			return Objects.requireNonNull(WebClient.builder()
				.apply(replica.getBean(WebClientFencing.class).forElection(election))
				.build()
				.post()
				.uri(uri)
				.headers((sent) -> sent.addAll(headers))
				.exchangeToMono((response) -> response.toEntity(String.class))
				.block());
		}
	};

	abstract ResponseEntity<String> post(ApplicationContext replica, LeaderElection election, String uri,
			HttpHeaders headers);

}
