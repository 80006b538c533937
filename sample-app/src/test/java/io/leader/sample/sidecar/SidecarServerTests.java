package io.leader.sample.sidecar;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.bootstrap.DefaultBootstrapContext;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The server, before there is an application context.
 */
class SidecarServerTests {

	private final SpringApplication application = new SpringApplication();

	private final SidecarServer server = new SidecarServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private void prepared(String profile) {
		MockEnvironment environment = new MockEnvironment().withProperty("server.port", "0")
			.withProperty("server.address", "127.0.0.1");
		environment.setActiveProfiles(profile);
		this.server.onApplicationEvent(new ApplicationEnvironmentPreparedEvent(new DefaultBootstrapContext(),
				this.application, new String[0], environment));
	}

	private HttpResponse<String> ask(String method, String path, String accept)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.server.port() + path))
			.method(method, HttpRequest.BodyPublishers.noBody())
			.header("Accept", accept)
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	@ParameterizedTest
	@CsvSource({ "/healthz, application/json, text/plain; charset=utf-8, ok",
			"/readyz, image/png, text/plain; charset=utf-8, ok", "/, text/plain, application/json, is_leader",
			"/api/leader, application/yaml, application/json, '{\"leader\":\"\"}'" })
	void answersWhateverIsAccepted(String path, String accept, String type, String part) throws Exception {
		prepared("sidecar");
		HttpResponse<String> answer = ask("GET", path, accept);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
		assertThat(answer.body()).contains(part);
	}

	@Test
	void answersHeadAndOtherMethods() throws Exception {
		prepared("sidecar");
		assertThat(ask("HEAD", "/", "*/*").statusCode()).isEqualTo(200);
		assertThat(ask("HEAD", "/api/leader", "*/*").statusCode()).isEqualTo(404);
		assertThat(ask("POST", "/healthz", "*/*").body()).isEqualTo("404 page not found\n");
	}

	@Test
	void whoCannotStartEnds() throws Exception {
		prepared("sidecar");
		assertThat(ask("GET", "/healthz", "*/*").statusCode()).isEqualTo(200);
		this.server.onApplicationEvent(new ApplicationFailedEvent(this.application, new String[0], null,
				new IllegalStateException("refused")));
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> ask("GET", "/healthz", "*/*"));
	}

	@Test
	void onlyASidecarHasIt() {
		prepared("run");
		assertThat(this.server.port()).isEqualTo(-1);
	}

}
