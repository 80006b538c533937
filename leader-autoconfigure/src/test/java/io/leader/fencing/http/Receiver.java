package io.leader.fencing.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A receiver of tokens behind a filter, without a network.
 */
interface Receiver {

	/**
	 * The response of the receiver.
	 */
	record Response(int status, String type, String body) {

		JsonNode problem() throws Exception {
			return new ObjectMapper().readTree(this.body);
		}

	}

	Response send(HttpMethod method, String path, HttpHeaders headers) throws Exception;

	/**
	 * The kinds of servers.
	 */
	enum Kind {

		SERVLET {
			@Override
			Receiver start(FencingTokenCheck check, String... paths) {
				MockMvc mvc = MockMvcBuilders.standaloneSetup(new Ledger())
					.addFilters(new FencingTokenFilter(check, new FencedPaths(List.of(paths))))
					.build();
				return (method, path, headers) -> {
					MockHttpServletResponse response = mvc
						.perform(MockMvcRequestBuilders.request(method, URI.create(path)).headers(headers))
						.andReturn()
						.getResponse();
					return new Response(response.getStatus(), String.valueOf(response.getContentType()),
							response.getContentAsString());
				};
			}
		},

		REACTIVE {
			@Override
			Receiver start(FencingTokenCheck check, String... paths) {
				WebTestClient client = WebTestClient.bindToController(new Ledger())
					.webFilter(new FencingTokenWebFilter(check, new FencedPaths(List.of(paths))))
					.build();
				return (method, path, headers) -> {
					EntityExchangeResult<byte[]> result = client.method(method)
						.uri(URI.create(path))
						.headers((sent) -> sent.addAll(headers))
						.exchange()
						.expectBody()
						.returnResult();
					byte[] body = result.getResponseBody();
					return new Response(result.getStatus().value(),
							String.valueOf(result.getResponseHeaders().getContentType()),
							(body != null) ? new String(body, StandardCharsets.UTF_8) : "");
				};
			}
		};

		abstract Receiver start(FencingTokenCheck check, String... paths);

		Receiver start(boolean required, Set<String> elections, String... paths) {
			return start(
					new FencingTokenCheck(FencingTokenStore.inMemory(), ScriptedElection.HEADERS, elections, required),
					paths);
		}

	}

	/**
	 * Sends a POST request to the fenced path.
	 * @param headers alternating names and values
	 */
	default Response post(String... headers) throws Exception {
		HttpHeaders all = new HttpHeaders();
		for (int index = 0; index < headers.length; index += 2) {
			all.add(headers[index], headers[index + 1]);
		}
		return send(HttpMethod.POST, "/ledger/entries", all);
	}

	/**
	 * Responds with the token that it received, and with the election of the token.
	 */
	@RestController
	class Ledger {

		@RequestMapping({ "/ledger/entries", "/other" })
		Map<String, Object> entries(
				@RequestAttribute(name = FencingToken.ATTRIBUTE, required = false) FencingToken token) {
			Map<String, Object> received = new HashMap<>();
			received.put("election", (token != null) ? token.election() : null);
			received.put("token", (token != null) ? token.value() : null);
			return received;
		}

	}

}
