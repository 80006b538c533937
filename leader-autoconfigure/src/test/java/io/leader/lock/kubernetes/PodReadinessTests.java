package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.kubernetes.KubernetesApi;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that the holder of a Spring Cloud entry, if its Pod exists, counts as gone only
 * after an uninterrupted series of checks has found the Pod not Ready for at least one
 * lease duration.
 */
class PodReadinessTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String CONFIG_MAP = "/api/v1/namespaces/n/configmaps/leaders";

	private static final String POD = "GET /api/v1/namespaces/n/pods/";

	private static final LockRecord RELEASED = new LockRecord("", 1, null, null, 0, null);

	private static final LockRecord CLAIM = new LockRecord("me", 15, null, null, 0, "-/me");

	private final CannedApiServer server = new CannedApiServer();

	private final AtomicLong seconds = new AtomicLong();

	private final SpringCloudLock lock = new SpringCloudLock(this.server.connection(), "n", "leaders", "leader.id.a",
			"me", "n", Duration.ofSeconds(15), () -> TimeUnit.SECONDS.toNanos(this.seconds.get()));

	private int version = 100;

	@AfterEach
	void close() {
		this.server.close();
	}

	private void entry(String holder) {
		this.version++;
		this.server.respond("GET " + CONFIG_MAP, 200, configMap(new LockRecord(holder, 0, null, null, 0, null)));
	}

	private String configMap(LockRecord record) {
		ObjectNode object = KubernetesApi.object();
		object.putObject("metadata").put("name", "leaders").put("resourceVersion", Integer.toString(this.version));
		this.lock.write(object, record);
		return object.toString();
	}

	private void pod(String name, boolean ready) {
		this.server.respond(POD + name, 200, """
				{"kind": "Pod", "metadata": {"name": "%s", "uid": "uid-%1$s"},
				 "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}""".formatted(name,
				ready ? "True" : "False"));
	}

	private void write(LockRecord record) {
		LockSnapshot base = this.lock.read(TIMEOUT);
		this.version++;
		this.server.respond("PUT " + CONFIG_MAP, 200, configMap(record));
		this.lock.replace(base, record, TIMEOUT);
		this.server.respond("GET " + CONFIG_MAP, 200, configMap(record));
	}

	private boolean isGone() {
		return this.lock.read(TIMEOUT).isHolderGone();
	}

	enum Interruption {

		READY, OTHER_HOLDER, OTHER_HOLDER_SEEN_BY_THE_WATCH, FREE, OWN_TERM, NO_CHECKS, FAILED_CHECK, FAILED_READ

	}

	private void interrupt(Interruption interruption) {
		switch (interruption) {
			case READY -> {
				pod("other", true);
				assertThat(isGone()).isFalse();
				pod("other", false);
			}
			case OTHER_HOLDER -> {
				pod("third", true);
				entry("third");
				assertThat(isGone()).isFalse();
			}
			case OTHER_HOLDER_SEEN_BY_THE_WATCH -> {
				entry("third");
				this.lock.format(this.server.connection().api().get(CONFIG_MAP, TIMEOUT).body());
			}
			case FREE -> {
				entry("");
				assertThat(isGone()).isFalse();
			}
			case OWN_TERM -> {
				entry("");
				write(CLAIM);
				this.seconds.addAndGet(3600);
				write(RELEASED);
			}
			case NO_CHECKS -> this.seconds.addAndGet(3600);
			case FAILED_CHECK -> {
				this.server.respond(POD + "other", 500, "{}");
				assertThat(isGone()).isFalse();
				pod("other", false);
			}
			case FAILED_READ -> {
				this.server.respond("GET " + CONFIG_MAP, 500, "{}");
				assertThatExceptionOfType(LockException.class).isThrownBy(this::isGone);
			}
		}
		entry("other");
	}

	@ParameterizedTest
	@EnumSource
	void theWaitStartsAgainAfterAnInterruption(Interruption interruption) {
		pod("me", true);
		pod("other", false);
		entry("other");
		assertThat(isGone()).isFalse();
		this.seconds.addAndGet(14);
		interrupt(interruption);
		this.seconds.addAndGet(1);
		assertThat(isGone()).as("first check").isFalse();
		this.seconds.addAndGet(14);
		assertThat(isGone()).as("before the end of the wait").isFalse();
		this.seconds.addAndGet(1);
		assertThat(isGone()).as("after the wait").isTrue();
	}

	@Test
	void changesThatDoNotConcernTheHolderDoNotProlongTheWait() {
		pod("other", false);
		entry("other");
		assertThat(isGone()).isFalse();
		this.seconds.addAndGet(14);
		entry("other");
		assertThat(isGone()).isFalse();
		this.seconds.addAndGet(1);
		assertThat(isGone()).isTrue();
	}

}
