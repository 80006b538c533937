package io.leader.sample;

import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;

/**
 * Starts a Kubernetes cluster in a container and runs the sample application, whose lock
 * is on that cluster. Requires Docker.
 */
public final class TestSampleApplication {

	private TestSampleApplication() {
	}

	/**
	 * Runs the application.
	 * @param args the arguments of the application
	 */
	public static void main(String[] args) {
		SpringApplication.from(SampleApplication::main).with(Cluster.class).run(args);
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Cluster {

		@Bean
		@ServiceConnection
		K3sContainer k3s() {
			return new K3sContainer(DockerImageName.parse("rancher/k3s:v1.34.1-k3s1"));
		}

	}

}
