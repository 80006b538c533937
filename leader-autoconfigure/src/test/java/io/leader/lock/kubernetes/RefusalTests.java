package io.leader.lock.kubernetes;

import java.time.Duration;

import tools.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesApi;
import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.ObjectKind;
import io.leader.lock.LockException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which missing rule, if any, is derived from the message with which the API server
 * forbids a request.
 */
class RefusalTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					create | User "u" cannot create resource "leases"                         | verbs: ["create"]}.
					update | User "u" cannot update resource "leases"                         | verbs: ["update"], resourceNames: ["orders"]}.
					create | cannot set an ownerRef on a resource you can't delete: , <nil>   | verbs: ["delete"], resourceNames: ["orders"]}.
					update | cannot set an ownerRef on a resource you can't delete: , <nil>   | verbs: ["delete"], resourceNames: ["orders"]}.
					create | exceeded quota: leases                                           | forbids this candidate to create
					""")
	void theMissingRuleIsNamed(String verb, String message, String expected) {
		try (KubernetesConnection connection = new KubernetesConnection(
				new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build(),
				new ApiStatistics(Duration.ofSeconds(5)))) {
			LeaseLock lock = new LeaseLock(connection, "shop", "orders", null);
			ObjectNode status = KubernetesApi.object();
			status.put("message", "leases.coordination.k8s.io \"orders\" is forbidden: " + message);
			LockException refused = new Refusal(ObjectKind.LEASE, "shop", "orders", verb,
					new Response(403, null, status))
				.toException(lock);
			assertThat(refused.kind()).isEqualTo(LockException.Kind.DENIED);
			assertThat(refused).hasMessageContaining(expected);
		}
	}

}
