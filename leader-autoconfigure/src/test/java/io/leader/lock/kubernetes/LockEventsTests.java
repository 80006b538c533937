package io.leader.lock.kubernetes;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.ResourceVersion;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockEventsTests {

	private static final LockRecord RECORD = new LockRecord("one", 15, null, null, 0, null);

	private final List<Object> seen = new ArrayList<>();

	private final LockEvents events = new LockEvents(new LockWatcher() {

		@Override
		public void changed(LockSnapshot snapshot) {
			LockEventsTests.this.seen.add(snapshot);
		}

		@Override
		public void closed(LockException cause) {
			LockEventsTests.this.seen.add(cause);
		}

	}, (object) -> LockSnapshot.of(ResourceVersion.of(object), RECORD, object));

	private static ObjectNode object(String version) {
		ObjectNode object = KubernetesApi.object();
		object.putObject("metadata").put("resourceVersion", version);
		return object;
	}

	@Test
	void anEventIsShown() {
		LockException cause = new LockException(Kind.FAILED, "cut", null);
		this.events.changed(object("7"));
		this.events.deleted(object("8"));
		this.events.closed(cause);
		assertThat(this.seen).containsExactly(LockSnapshot.of(7, RECORD, null), LockSnapshot.absent(8), cause);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aVersionThatCannotBeOrderedIsRefused(boolean deleted) {
		ObjectNode object = object("abc\n");
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> {
			if (deleted) {
				this.events.deleted(object);
			}
			else {
				this.events.changed(object);
			}
		}).withMessageContaining("resourceVersion 'abc?'");
		assertThat(this.seen).isEmpty();
	}

}
