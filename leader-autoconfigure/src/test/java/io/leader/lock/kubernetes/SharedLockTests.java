package io.leader.lock.kubernetes;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.support.Contender;
import io.leader.support.Peer;
import io.leader.support.WaitingTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests a lock shared with existing programs: a release hands over leadership to the
 * other program, in both directions, and our candidate never leads while the other
 * program leads.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "peers need a cluster and its kubeconfig")
@WaitingTest
class SharedLockTests extends ClusterTest {

	private static final int HANDOVERS = 20;

	@ParameterizedTest
	@CsvSource({ "fabric8,leases", "official,leases", "official,configmaps", "official,endpoints" })
	void twentyHandoversInEachDirection(String program, String type) throws Exception {
		Contender ours = contender(Contender.of(this.name, "ours").lock(lockOfType(type)));
		leader();
		List<String> faults = new CopyOnWriteArrayList<>();
		// A term that ends before its grant is published is not published at all.
		await(() -> ours.grants() > 0);
		for (int i = 0; i < HANDOVERS; i++) {
			long before = ours.grants();
			String identity = "theirs-" + i;
			Runnable onStart = () -> {
				if (ours.leads()) {
					faults.add(identity + " started while ours led");
				}
			};
			try (Peer theirs = program.equals("fabric8") ? Peer.fabric8(this.name, identity, onStart)
					: Peer.official(type, this.name, identity, onStart)) {
				while (!theirs.granted().isDone()) {
					ours.election().yieldLeadership();
					TimeUnit.MILLISECONDS.sleep(5);
				}
				assertThat(ours.leads()).isFalse();
				await(() -> identity.equals(ours.election().status().leader()));
			}
			await(() -> ours.leads() && ours.grants() > before);
			assertThat(ours.election().status().problems()).isEmpty();
		}
		assertThat(faults).isEmpty();
	}

	@Test
	void kubectlShowsTheHolder() throws Exception {
		contender("pod-1");
		leader();
		HttpClient http = this.admin.getHttpClient();
		HttpResponse<String> table = http
			.sendAsync(http.newHttpRequestBuilder()
				.uri(this.admin.getMasterUrl() + "apis/coordination.k8s.io/v1/namespaces/" + this.cluster.namespace()
						+ "/leases/" + this.name)
				.header("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io")
				.build(), String.class)
			.get(10, TimeUnit.SECONDS);
		assertThat(table.body()).contains("\"cells\":[\"" + this.name + "\",\"pod-1\"");
	}

}
