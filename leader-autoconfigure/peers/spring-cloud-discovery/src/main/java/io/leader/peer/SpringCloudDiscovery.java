package io.leader.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

/**
 * Prints to the standard output which services the discovery clients find. Also prints
 * the events of the elections, with the time of the machine's monotonic clock, which all
 * processes share. Stops gracefully when the standard input ends.
 */
@SpringBootApplication
public class SpringCloudDiscovery {

	@EventListener
	void on(OnGrantedEvent event) {
		System.out.println("granted " + System.nanoTime());
	}

	@EventListener
	void on(OnRevokedEvent event) {
		System.out.println("revoked " + System.nanoTime());
	}

	public static void main(String[] args) throws Exception {
		try (ConfigurableApplicationContext context = SpringApplication.run(SpringCloudDiscovery.class, args)) {
			context.getBeansOfType(DiscoveryClient.class)
				.values()
				.forEach((client) -> client.getServices().forEach((name) -> System.out.println("found " + name)));
			System.out.println("ready " + System.nanoTime());
			System.in.transferTo(java.io.OutputStream.nullOutputStream());
		}
		System.out.println("stopped " + System.nanoTime());
		System.exit(0);
	}

}
