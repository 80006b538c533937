package io.leader.autoconfigure.kubernetes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.k3s.K3sContainer;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.LeaderContextTest;
import io.leader.election.LeaderElection;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * Tests an application whose service connection is a K3s container. The container is a
 * mock that returns the kubeconfig of the test cluster. Everything else, including the
 * service connection, is real.
 */
class K3sContainerConnectionDetailsFactoryTests extends LeaderContextTest {

	private final ApplicationContextRunner withContainer = this.runner
		.withConfiguration(with(ServiceConnectionAutoConfiguration.class))
		.withUserConfiguration(Container.class)
		.withPropertyValues("leader.platform=auto", "leader.namespace=" + TestCluster.get().namespace());

	@Configuration(proxyBeanMethods = false)
	static class Container {

		@Bean
		@ServiceConnection
		K3sContainer k3s() {
			K3sContainer container = mock();
			given(container.getKubeConfigYaml()).willReturn(TestCluster.get().kubeconfig());
			return container;
		}

	}

	@Test
	void anApplicationLeadsOnTheContainersCluster() {
		this.withContainer.run((context) -> {
			assertThat(context.getBean(KubernetesConnectionDetails.class).kubeconfig())
				.isEqualTo(TestCluster.get().kubeconfig());
			ready(context);
			LeaderElection election = context.getBean(LeaderElection.class);
			await(election::isLeader);
			assertThat(election.status().lock().type()).isEqualTo("leases");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.platform=local", "leader.test.role=leader" })
	void theContainerIsNotAskedWithoutALockOnIt(String property) {
		this.withContainer.withPropertyValues(property).run((context) -> {
			assertThat(context).hasNotFailed();
			verify(context.getBean(K3sContainer.class), never()).getKubeConfigYaml();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.testcontainers.k3s", "org.testcontainers" })
	void withoutTheContainersClassesThereIsNoFactory(String missing) {
		FilteredClassLoader without = new FilteredClassLoader(missing);
		assertThat(new ConnectionDetailsFactories(without).getConnectionDetails("any", false)).isEmpty();
		this.runner.withClassLoader(without).run((context) -> {
			ready(context);
			await(context.getBean(LeaderElection.class)::isLeader);
		});
	}

}
