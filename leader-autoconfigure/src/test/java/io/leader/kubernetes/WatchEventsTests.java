package io.leader.kubernetes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import org.junit.jupiter.api.Test;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests that a watch that cannot continue notifies its watcher of the end, since an
 * exception that is thrown to the HTTP client would go unnoticed.
 */
class WatchEventsTests {

	private final List<String> seen = new ArrayList<>();

	private final List<String> closed = new ArrayList<>();

	private final AsyncBody body = mock(AsyncBody.class);

	private final WatchEvents events = new WatchEvents(new ObjectWatcher() {

		@Override
		public void changed(ObjectNode object) {
			switch (version(object)) {
				case "13" -> throw new NoClassDefFoundError("of this test");
				case "14" -> throw new LockException(Kind.FAILED, "unlucky", null);
				default -> WatchEventsTests.this.seen.add("changed " + version(object));
			}
		}

		@Override
		public void deleted(ObjectNode object) {
			WatchEventsTests.this.seen.add("deleted " + version(object));
		}

		@Override
		public void closed(LockException cause) {
			WatchEventsTests.this.closed.add(cause.getMessage());
		}

	});

	private static String version(ObjectNode object) {
		return object.path("metadata").path("resourceVersion").asString();
	}

	private void line(String line) {
		this.events.consume(List.of(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8))), this.body);
	}

	private static String event(String type, String version, String more) {
		return "{\"type\":\"%s\",\"object\":{\"metadata\":{\"resourceVersion\":\"%s\"}%s}}".formatted(type, version,
				more);
	}

	@Test
	void anEventIsPassedOn() {
		line(event("MODIFIED", "7", ""));
		line(event("DELETED", "8", ""));
		assertThat(this.seen).containsExactly("changed 7", "deleted 8");
		assertThat(this.closed).isEmpty();
		verify(this.body, never()).cancel();
	}

	@Test
	void aWatcherThatRefusesAnEventClosesTheWatchAndReceivesNoMoreEvents() {
		line(event("MODIFIED", "14", ""));
		line(event("MODIFIED", "15", ""));
		assertThat(this.seen).isEmpty();
		assertThat(this.closed).containsExactly("unlucky");
		verify(this.body).cancel();
	}

	@Test
	void aWatcherThatThrowsClosesTheWatch() {
		line(event("MODIFIED", "13", ""));
		assertThat(this.closed).singleElement().asString().contains("NoClassDefFoundError");
		verify(this.body).cancel();
	}

	@Test
	void theErrorMessageOfTheServerIsPrintable() {
		line("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\\nWARN \\u001b[31m%s\"}}"
			.formatted("x".repeat(10_000)));
		assertThat(this.closed).singleElement()
			.asString()
			.startsWith("The API server ended the watch (410 too old?WARN ?[31mxxx")
			.hasSizeLessThan(400);
	}

	@Test
	void anObjectOfSeveralMegabytesIsPassedOnAndAnEndlessLineIsNot() {
		line(event("MODIFIED", "7", ",\"data\":{\"a\":\"%s\"}".formatted("x".repeat(9_000_000))));
		assertThat(this.seen).hasSize(1);
		this.events.consume(List.of(ByteBuffer.wrap(new byte[20_000_000])), this.body);
		assertThat(this.closed).singleElement().asString().contains("longer than any object");
	}

}
