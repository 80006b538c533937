package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.lock.LockSnapshot;
import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests which responses about the Pod of a lock's holder prove that nothing in the Pod is
 * running anymore, and that all others prove nothing.
 */
class PodResponseTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private static final String LEASE = "GET /apis/coordination.k8s.io/v1/namespaces/any/leases/orders";

	private static final String CONFIG_MAP = "GET /api/v1/namespaces/any/configmaps/orders";

	private static final String POD = "GET /api/v1/namespaces/any/pods/first";

	private static final PodOwner SECOND = new PodOwner("second", "uid-2");

	private CannedApiServer server;

	@BeforeEach
	void start() {
		this.server = new CannedApiServer();
		this.server.respond(CONFIG_MAP, 200, lockOf("first", ""));
		this.server.respond(LEASE, 200,
				lockOf("first", ", \"spec\": {\"holderIdentity\": \"first\", \"leaseDurationSeconds\": 15}"));
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private static String lockOf(String holder, String more) {
		return """
				{"metadata": {"name": "orders", "uid": "uid-l", "resourceVersion": "7", "ownerReferences": [
				  {"apiVersion": "v1", "kind": "Pod", "name": "%s", "uid": "uid-1"}]}%s}""".formatted(holder, more);
	}

	private static String pod(String uid, String status) {
		return """
				{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "first", "uid": "%s", "resourceVersion": "9"},
				 "status": %s}""".formatted(uid, status);
	}

	private LockSnapshot forLife() {
		return new ForLifeConfigMapLock(this.server.connection(), "any", "orders", SECOND).read(TIMEOUT);
	}

	private LockSnapshot renewed() {
		return new LeaseLock(this.server.connection(), "any", "orders", SECOND).read(TIMEOUT);
	}

	static Stream<Arguments> ofThePod() {
		return Stream.of(arguments("deleted", 404, CannedApiServer.notFound("first")),
				arguments("replaced", 200, pod("uid-7", "{\"phase\": \"Running\"}")));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("ofThePod")
	void aDeletedOrReplacedPodIsGone(String what, int code, String body) {
		this.server.respond(POD, code, body);
		assertThat(forLife().isHolderGone()).as(what).isTrue();
		assertThat(renewed().isHolderGone()).as(what).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"phase\": \"Failed\"}", "{\"phase\": \"Succeeded\"}",
			"{\"phase\": \"Failed\", \"reason\": \"Terminated\"}",
			"{\"phase\": \"Failed\", \"reason\": \"Preempting\"}",
			"{\"phase\": \"Succeeded\", \"containerStatuses\": [{\"name\": \"a\", \"state\": {\"terminated\": {}}}]}" })
	void withALockForLifeATerminatedPodIsGoneAndIsKept(String status) {
		this.server.respond(POD, 200, pod("uid-1", status));
		assertThat(forLife().isHolderGone()).isTrue();
		assertThat(renewed().isHolderGone()).as("its lease is waited out").isFalse();
		assertThat(this.server.requests()).noneMatch((request) -> request.startsWith("DELETE"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"phase\": \"Running\"}", "{\"phase\": \"Pending\"}", "{\"phase\": \"Unknown\"}",
			"{\"phase\": \"Running\", \"reason\": \"Evicted\"}", "{\"phase\": 7}",
			"{\"phase\": \"Failed\", \"containerStatuses\": [{\"state\": {\"terminated\": {}}}, {\"state\": {\"running\": {}}}]}",
			"{\"phase\": \"Failed\", \"reason\": \"Evicted\", \"containerStatuses\": [{\"state\": {\"running\": {}}}]}",
			"{\"phase\": \"Succeeded\", \"ephemeralContainerStatuses\": [{\"state\": {\"running\": {}}}]}" })
	void aPodThatMayStillBeRunningIsNotGone(String status) {
		this.server.respond(POD, 200, pod("uid-1", status));
		assertThat(forLife().isHolderGone()).isFalse();
		assertThat(renewed().isHolderGone()).isFalse();
		assertThat(this.server.requests()).noneMatch((request) -> request.startsWith("DELETE"));
	}

	static Stream<Arguments> saysNothing() {
		return Stream.of(arguments(404, "404 page not found"), arguments(404, ""), arguments(404, "{}"),
				arguments(404, "{\"reason\": \"NotFound\"}"), arguments(404, CannedApiServer.notFound("other")),
				arguments(404, "{\"reason\": \"NotFound\", \"details\": {}}"), arguments(400, "{}"),
				arguments(401, "{\"reason\": \"Unauthorized\"}"), arguments(403, "{\"reason\": \"Forbidden\"}"),
				arguments(410, CannedApiServer.notFound("first")), arguments(429, ""), arguments(500, "{}"),
				arguments(503, CannedApiServer.notFound("first")), arguments(200, ""), arguments(200, "<html>"),
				arguments(200, "{}"), arguments(200, "{\"kind\": \"Status\", \"status\": \"Success\"}"),
				arguments(200, "{\"kind\": \"PodList\", \"metadata\": {\"resourceVersion\": \"9\"}, \"items\": []}"),
				arguments(200, pod("", "{\"phase\": \"Failed\"}")),
				arguments(200, pod("uid-7", "{}").replace("first", "other")));
	}

	@ParameterizedTest
	@MethodSource("saysNothing")
	void aResponseThatProvesNothingIsIgnored(int code, String body) {
		this.server.respond(POD, code, body);
		assertThat(forLife().isHolderGone()).isFalse();
		assertThat(forLife().record().holder()).isEqualTo("first");
		assertThat(renewed().isHolderGone()).isFalse();
	}

	@Test
	void anEvictedPodIsDeletedAtTheVersionThatWasSeen() {
		this.server.respond(POD, 200, pod("uid-1", "{\"phase\": \"Failed\", \"reason\": \"Evicted\"}"));
		this.server.respond(POD.replace("GET", "DELETE"), 403, "{\"message\": \"no\"}");
		assertThat(forLife().isHolderGone()).as("whether it can be deleted or not").isTrue();
		assertThat(this.server.requests()).filteredOn((request) -> request.startsWith("DELETE"))
			.singleElement()
			.asString()
			.contains("\"preconditions\":{\"uid\":\"uid-1\",\"resourceVersion\":\"9\"}");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Not A Pod", "host_1", "-first", "first.", "a..b", "..", ".", "a/b", "a?b", "a%2Fb",
			"größe", "a\\nb", "\\u0000", "{}", "http://x" })
	void anInvalidNameIsNotThatOfAPod(String name) {
		this.server.respond(CONFIG_MAP, 200, lockOf(name, ""));
		assertThat(forLife().isHolderGone()).isTrue();
		String spec = ", \"spec\": {\"holderIdentity\": \"%s\", \"leaseDurationSeconds\": 15}".formatted(name);
		this.server.respond(LEASE, 200, lockOf(name, spec));
		assertThat(renewed().isHolderGone()).isTrue();
		assertThat(this.server.requests()).as("asked about a Pod").noneMatch((request) -> request.contains("/pods/"));
	}

	@Test
	void aNameThatIsTooLongIsNotThatOfAPod() {
		this.server.respond(CONFIG_MAP, 200, lockOf("x".repeat(254), ""));
		assertThat(forLife().isHolderGone()).isTrue();
		this.server.respond(CONFIG_MAP, 200, lockOf("x".repeat(253), ""));
		this.server.respond(POD.replace("first", "x".repeat(253)), 503, "");
		assertThat(forLife().isHolderGone()).isFalse();
	}

}
