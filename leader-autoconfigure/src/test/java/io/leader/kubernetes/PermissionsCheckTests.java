package io.leader.kubernetes;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.support.CannedApiServer;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PermissionsCheckTests {

	private static final String REVIEW = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

	private final CannedApiServer server = new CannedApiServer();

	@AfterEach
	void close() {
		this.server.close();
	}

	private static List<Permission> permissions(int locks) {
		return IntStream.range(0, locks)
			.mapToObj((lock) -> new Permission("coordination.k8s.io", "leases", "update", "default", "lock-" + lock))
			.toList();
	}

	private void check(int locks, boolean allowed) {
		this.server.respond(REVIEW, 201, "{\"status\":{\"allowed\":%s}}".formatted(allowed));
		new PermissionsCheck(this.server.connection()).check(permissions(locks));
	}

	@Test
	void aFewPermissionsAreCheckedIndividually(CapturedOutput output) {
		check(5, true);
		assertThat(this.server.requests()).hasSize(5).allMatch((request) -> request.contains("\"name\":\"lock-"));
		assertThat(output).doesNotContain("lacks");
	}

	@Test
	void manyPermissionsAreCheckedTogether(CapturedOutput output) {
		check(1000, true);
		assertThat(this.server.requests()).hasSize(1).noneMatch((request) -> request.contains("\"name\""));
		assertThat(output).doesNotContain("lacks");
	}

	@Test
	void aSampleIsCheckedIfManyPermissionsAreNotGrantedTogether(CapturedOutput output) {
		check(1000, false);
		assertThat(this.server.requests()).hasSize(6);
		assertThat(output).contains("lacks",
				"- {apiGroups: [\"coordination.k8s.io\"], resources: [\"leases\"], verbs: [\"update\"]}\n");
	}

}
