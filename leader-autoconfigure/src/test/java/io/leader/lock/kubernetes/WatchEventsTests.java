package io.leader.lock.kubernetes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.fabric8.kubernetes.client.http.AsyncBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * A watch that cannot go on says so: nobody looks at what the HTTP client is thrown.
 */
class WatchEventsTests {

	private final List<LockSnapshot> seen = new ArrayList<>();

	private final List<String> closed = new ArrayList<>();

	private final AsyncBody body = mock(AsyncBody.class);

	private final WatchEvents events = new WatchEvents(new LockWatcher() {

		@Override
		public void changed(LockSnapshot snapshot) {
			if (snapshot.version() == 13) {
				throw new NoClassDefFoundError("of this test");
			}
			WatchEventsTests.this.seen.add(snapshot);
		}

		@Override
		public void closed(LockException cause) {
			WatchEventsTests.this.closed.add(cause.getMessage());
		}

	}, (object) -> LockSnapshot.of(KubernetesLock.version(object), new LockRecord("one", 15, null, null, 0, null),
			object));

	private void line(String line) {
		this.events.consume(List.of(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8))), this.body);
	}

	private static String event(String type, String version, String more) {
		return "{\"type\":\"%s\",\"object\":{\"metadata\":{\"resourceVersion\":\"%s\"}%s}}".formatted(type, version,
				more);
	}

	@Test
	void anEventIsShown() {
		line(event("MODIFIED", "7", ""));
		line(event("DELETED", "8", ""));
		assertThat(this.seen).extracting(LockSnapshot::version).containsExactly(7L, 8L);
		assertThat(this.closed).isEmpty();
		verify(this.body, never()).cancel();
	}

	@ParameterizedTest
	@ValueSource(strings = { "MODIFIED", "DELETED" })
	void aVersionThatCannotBeOrderedClosesTheWatch(String type) {
		line(event(type, "abc\\n", ""));
		line(event("MODIFIED", "8", ""));
		assertThat(this.seen).isEmpty();
		assertThat(this.closed).singleElement().asString().contains("resourceVersion 'abc?'");
		verify(this.body).cancel();
	}

	@Test
	void aWatcherThatThrowsClosesTheWatch() {
		line(event("MODIFIED", "13", ""));
		assertThat(this.closed).singleElement().asString().contains("NoClassDefFoundError");
		verify(this.body).cancel();
	}

	@Test
	void whatTheServerSaysAtTheEndIsPrintable() {
		line("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\\nWARN \\u001b[31m%s\"}}"
			.formatted("x".repeat(10_000)));
		assertThat(this.closed).singleElement()
			.asString()
			.startsWith("The API server ended the watch (410 too old?WARN ?[31mxxx")
			.hasSizeLessThan(400);
	}

	@Test
	void anObjectOfSeveralMegabytesIsShownAndAnEndlessLineIsNot() {
		line(event("MODIFIED", "7", ",\"data\":{\"a\":\"%s\"}".formatted("x".repeat(9_000_000))));
		assertThat(this.seen).hasSize(1);
		this.events.consume(List.of(ByteBuffer.wrap(new byte[20_000_000])), this.body);
		assertThat(this.closed).singleElement().asString().contains("longer than any object");
	}

}
