package io.leader.kubernetes;

import io.fabric8.kubernetes.client.http.HttpClient;
import org.junit.jupiter.api.Test;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the factory keeps only the clients that are in use.
 */
class CloseableHttpClientFactoryTests {

	@Test
	void clientsThatAreNoLongerInUseAreNotKept() {
		CloseableHttpClientFactory factory = new CloseableHttpClientFactory();
		HttpClient used = client(factory);
		for (int i = 0; i < 3; i++) {
			client(factory).close();
		}
		await(() -> {
			System.gc();
			return factory.clients() == 1;
		});
		used.close();
		factory.close();
		assertThat(factory.clients()).isZero();
	}

	private static HttpClient client(HttpClient.Factory factory) {
		return factory.newBuilder().build();
	}

}
