package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.stream.Stream;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.leader.kubernetes.KubernetesApi;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests that foreign text from a lock or a response is made printable and shortened
 * before it becomes part of a reason or message, since reasons and messages appear in
 * logs and in the status.
 */
class ForeignTextTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String NASTY = "\n2026-01-01 WARN forged\r\u001b[2J\u0000\u0085\u2028\u202e\u200b"
			+ "x".repeat(100_000);

	private static final int LONGEST = 1000;

	private CannedApiServer server;

	@BeforeEach
	void start() {
		this.server = new CannedApiServer();
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static void assertPrintable(String message) {
		assertThat(message).contains("WARN forged").hasSizeLessThan(LONGEST);
		assertThat(message.codePoints()).noneMatch(Character::isISOControl)
			.noneMatch((point) -> Character.getType(point) == Character.FORMAT)
			.noneMatch((point) -> Character.getType(point) == Character.LINE_SEPARATOR);
	}

	private LockSnapshot read(ForeignObjects type, ObjectNode object) {
		this.server.respond("GET " + type.path("any", "orders"), 200, object.toString());
		return type.lock(this.server.connection(), "any", "orders").read(TIMEOUT);
	}

	private static ObjectNode annotated(String record) {
		ObjectNode object = KubernetesApi.object();
		object.putObject("metadata")
			.put("resourceVersion", "7")
			.putObject("annotations")
			.put("control-plane.alpha.kubernetes.io/leader", record);
		return object;
	}

	static Stream<Arguments> reasons() {
		ObjectNode strategy = KubernetesApi.object();
		strategy.putObject("metadata").put("resourceVersion", "7");
		strategy.putObject("spec").put("strategy", NASTY);
		ObjectNode lease = KubernetesApi.object();
		lease.putObject("metadata").put("resourceVersion", "7");
		lease.putObject("spec").put("leaseDurationSeconds", NASTY);
		ObjectNode ofFabric8 = KubernetesApi.object().put("leaseDuration", "PT15S" + NASTY);
		ObjectNode holder = KubernetesApi.object().put("leaseDuration", "PT15S").put("holderIdentity", NASTY);
		return Stream.of(arguments(ForeignObjects.LEASE, strategy), arguments(ForeignObjects.LEASE, lease),
				arguments(ForeignObjects.CONFIG_MAP, annotated(NASTY)),
				arguments(ForeignObjects.ENDPOINTS, annotated("{\"holderIdentity\": [\"" + NASTY + "\"]}")),
				arguments(ForeignObjects.CONFIG_MAP, annotated(ofFabric8.toString())),
				arguments(ForeignObjects.ENDPOINTS, annotated(holder.toString())));
	}

	@ParameterizedTest
	@MethodSource("reasons")
	void aReasonIsPrintableAndShort(ForeignObjects type, ObjectNode object) {
		assertPrintable(read(type, object).reason());
	}

	@ParameterizedTest
	@EnumSource
	void theFinalizersOfALockBeingDeletedArePrintableAndShort(ForeignObjects type) {
		ObjectNode object = type.object("other", "\"leaseDurationSeconds\": 15");
		object.withObject("/metadata")
			.put("deletionTimestamp", "2026-01-01T00:00:00Z")
			.putArray("finalizers")
			.add(NASTY);
		assertPrintable(read(type, object).reason());
	}

	@ParameterizedTest
	@EnumSource
	void messagesOfTheServerArePrintableAndShort(ForeignObjects type) {
		String refusal = KubernetesApi.object().put("message", NASTY).toString();
		ElectionLock lock = type.lock(this.server.connection(), "any", "orders");
		ObjectNode object = type.object("self", "\"leaseDurationSeconds\": 15");
		this.server.respond("GET /api/v1/namespaces/any/pods/self", 200,
				"{\"kind\":\"Pod\",\"metadata\":{\"name\":\"self\",\"uid\":\"uid-s\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
		LockSnapshot found = read(type, object);
		LockRecord claim = new LockRecord("self", 15, null, null, 1, "uid-s/start");
		for (int code : new int[] { 400, 403, 409, 422, 500 }) {
			for (String request : new String[] { "GET ", "PUT ", "POST ", "DELETE " }) {
				String path = type.path("any", "orders");
				this.server.respond(request + (request.equals("POST ") ? path.replace("/orders", "") : path), code,
						refusal);
			}
			assertPrintable(messageOf(() -> lock.read(TIMEOUT)));
			assertPrintable(messageOf(() -> lock.create(claim, TIMEOUT)));
			assertPrintable(messageOf(() -> lock.replace(found, claim, TIMEOUT)));
		}
	}

	private static String messageOf(Runnable call) {
		LockException thrown = catchThrowableOfType(LockException.class, call::run);
		assertThat(thrown).isNotNull();
		return thrown.getMessage();
	}

}
