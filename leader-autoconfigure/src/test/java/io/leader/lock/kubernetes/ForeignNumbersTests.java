package io.leader.lock.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.leader.lock.ElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;
import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests out-of-range and malformed numbers and times written by others. Such values in a
 * record do not make a read fail, and the record is well-formed once it is replaced. A
 * version that cannot be ordered, however, does make a read fail.
 */
class ForeignNumbersTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final List<String> NUMBERS = List.of("0", "-1", "-2147483648", "2147483647", "2147483648",
			"-2147483649", "9223372036854775807", "9223372036854775808", "9".repeat(400), "-" + "9".repeat(400), "15.5",
			"15.0", "1e3", "1e99", "-0", "1e1000000000", "\"15\"", "true", "null", "[]", "{}", "[[[[[[[[]]]]]]]]");

	private static final List<String> TIMES = List.of("\"9999-12-31T23:59:59Z\"", "\"9999-12-31T23:59:59-18:00\"",
			"\"+999999999-12-31T23:59:59Z\"", "\"-999999999-01-01T00:00:00Z\"", "\"+99999999999-01-01T00:00:00Z\"",
			"\"0000-01-01T00:00:00+18:00\"", "\"0001-01-01T00:00:00Z\"", "\"yesterday\"", "\"\"", "17", "1e400", "null",
			"{}");

	private static CannedApiServer server;

	@BeforeAll
	static void start() {
		server = new CannedApiServer();
	}

	@BeforeEach
	void prepare() {
		server.reset();
		server.respond("GET /api/v1/namespaces/any/pods/self", 200,
				"{\"kind\":\"Pod\",\"metadata\":{\"name\":\"self\",\"uid\":\"uid-s\"},\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private ElectionLock holding(ForeignObjects type, ObjectNode object) {
		server.respond("GET " + type.path("any", "orders"), 200, object.toString());
		object.withObject("/metadata").put("resourceVersion", "8");
		String written = type.object("self", "\"leaseDurationSeconds\": 15").toString();
		server.respond("PUT " + type.path("any", "orders"), 200, written);
		server.respond("DELETE " + type.path("any", "orders"), 200, "{}");
		server.respond("POST " + type.path("any", "orders").replace("/orders", ""), 201, written);
		return type.lock(server.connection(), "any", "orders");
	}

	static Stream<Arguments> records() {
		return Stream.of(ForeignObjects.values())
			.flatMap((type) -> Stream
				.of("\"leaseDurationSeconds\"", "\"" + type.transitionsField() + "\"", "\"acquireTime\"",
						"\"renewTime\"")
				.flatMap((field) -> (field.contains("Time") ? TIMES : NUMBERS).stream()
					.map((value) -> arguments(type, field + ": " + value))));
	}

	@ParameterizedTest
	@MethodSource("records")
	void aRecordIsReadAndWellFormedOnceItIsReplaced(ForeignObjects type, String field) {
		ElectionLock lock = holding(type, type.object("other", field));
		LockSnapshot found = lock.read(TIMEOUT);
		assertThat(found.isAbsent()).isFalse();
		assertThat(found.version()).isEqualTo(7);
		LockRecord record = found.record();
		if (record == null) {
			assertThat(found.reason()).contains("cannot be parsed").hasSizeLessThan(600);
		}
		else {
			assertThat(record.holder()).isEqualTo("other");
			assertThat(record.leaseDurationSeconds()).isNotNegative();
			assertThat(record.transitions()).isNotNegative();
			assertThat(Stream.of(record.acquireTime(), record.renewTime()).filter((time) -> time != null))
				.allMatch((time) -> time.toString().matches("[0-9]{4}-.*"));
		}
		assertThat(found.source()).as("can be replaced").isNotNull();
		lock.replace(found, new LockRecord("self", 15, Instant.EPOCH, Instant.EPOCH, 1, "uid-s/start"), TIMEOUT);
		assertThat(server.requests()).filteredOn((request) -> request.matches("(?s)(PUT|POST) .*"))
			.singleElement()
			.asString()
			.contains("leaseDurationSeconds", "15", "1970-01-01T00:00:00")
			.doesNotContain("999999999");
	}

	@Test
	void transitionsCountedByOthersAreContinued() {
		ForeignObjects type = ForeignObjects.CONFIG_MAP;
		LockRecord record = holding(type,
				type.object("other", "\"leaseDurationSeconds\": 60, \"leaderTransitions\": 2147483648"))
			.read(TIMEOUT)
			.record();
		assertThat(record.leaseDurationSeconds()).as("still believed").isEqualTo(60);
		assertThat(record.transitions()).isEqualTo(Integer.MAX_VALUE);
	}

	static Stream<Arguments> versions() {
		return Stream.of(ForeignObjects.values())
			.flatMap((type) -> Stream
				.of("abc", "", "-5", "+5", "1.5", " 7", "7\n", "9223372036854775808", "9".repeat(5000), "\u0667")
				.map((version) -> arguments(type, version)));
	}

	@ParameterizedTest
	@MethodSource("versions")
	void aVersionThatCannotBeOrderedIsReported(ForeignObjects type, String version) {
		ObjectNode object = type.object("other", "\"leaseDurationSeconds\": 15");
		ElectionLock lock = holding(type, object);
		object.withObject("/metadata").put("resourceVersion", version);
		server.respond("GET " + type.path("any", "orders"), 200, object.toString());
		assertThatExceptionOfType(LockException.class).isThrownBy(() -> lock.read(TIMEOUT))
			.withMessageContaining("resourceVersion")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.FAILED))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500).doesNotContain("\n"));
		object.withObject("/metadata").put("resourceVersion", "9223372036854775807");
		server.respond("GET " + type.path("any", "orders"), 200, object.toString());
		assertThat(lock.read(TIMEOUT).version()).as("once the version can be ordered").isEqualTo(Long.MAX_VALUE);
	}

	@ParameterizedTest
	@EnumSource
	void aRefusalContainsTheRetryDelay(ForeignObjects type) {
		server.respond("GET " + type.path("any", "orders"), 429, Map.of("Retry-After", "99999999999"), "{}");
		ElectionLock lock = type.lock(server.connection(), "any", "orders");
		LockException refused = catchThrowableOfType(LockException.class, () -> lock.read(TIMEOUT));
		assertThat(refused.retryAfter()).isEqualTo(Duration.ofDays(1));
	}

	@ParameterizedTest
	@EnumSource
	void anObjectOfSeveralMegabytesIsRead(ForeignObjects type) {
		String holder = "x".repeat(3_000_000) + "\u0001".repeat(1_000_000);
		ElectionLock lock = holding(type, type.object(holder, "\"leaseDurationSeconds\": 15"));
		assertThat(lock.read(TIMEOUT).record().holder()).isEqualTo(holder);
	}

}
