package io.leader.kubernetes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor.RequestTags;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

/**
 * Tests when a credential plugin runs again, and which token the next attempt sends.
 */
class PluginTokenTests {

	private final AtomicInteger runs = new AtomicInteger();

	private final AtomicLong nanos = new AtomicLong();

	private final CompletableFuture<@Nullable String> result = new CompletableFuture<>();

	private final HttpRequest.Builder repeated = mock();

	private PluginToken token(@Nullable String first) {
		return new PluginToken(first, () -> {
			this.runs.incrementAndGet();
			return this.result.join();
		}, this.nanos::get);
	}

	private CompletableFuture<Boolean> refuse(PluginToken token, int code, @Nullable String sent) {
		HttpRequest request = mock();
		given(request.header("Authorization")).willReturn((sent != null) ? "Bearer " + sent : null);
		HttpResponse<?> response = mock();
		given(response.code()).willReturn(code);
		given(response.request()).willReturn(request);
		RequestTags tags = mock();
		return token.afterFailure(this.repeated, response, tags);
	}

	@ParameterizedTest
	@CsvSource({ "401, first, true", "401, , true", "403, , true", "403, first, false", "500, first, false" })
	void runsIfTheTokenIsRefusedOrMissing(int code, @Nullable String sent, boolean runs) {
		this.result.complete("second");
		assertThat(refuse(token(sent), code, sent).join()).isEqualTo(runs);
		assertThat(this.runs).hasValue(runs ? 1 : 0);
		if (runs) {
			verify(this.repeated).setHeader("Authorization", "Bearer second");
		}
	}

	@Test
	void aRequestThatWasSentWithAFormerTokenIsRepeatedWithTheCurrentOne() {
		assertThat(refuse(token("current"), 401, "former").join()).isTrue();
		verify(this.repeated).setHeader("Authorization", "Bearer current");
		assertThat(this.runs).hasValue(0);
	}

	@Test
	void aRequestIsNotRepeatedIfThePluginFails() {
		this.result.completeExceptionally(new IllegalStateException("fails"));
		assertThat(refuse(token("first"), 401, "first").join()).isFalse();
	}

	@Test
	void aPluginThatHangsIsRunAgainAfterAMinute() {
		PluginToken token = token("first");
		CompletableFuture<Boolean> hanging = refuse(token, 401, "first");
		await(() -> this.runs.get() == 1);
		this.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
		CompletableFuture<Boolean> waiting = refuse(token, 401, "first");
		this.nanos.incrementAndGet();
		CompletableFuture<Boolean> next = refuse(token, 401, "first");
		await(() -> this.runs.get() == 2);
		this.result.complete("second");
		assertThat(CompletableFuture.allOf(hanging, waiting, next)).succeedsWithin(Duration.ofSeconds(10));
	}

}
