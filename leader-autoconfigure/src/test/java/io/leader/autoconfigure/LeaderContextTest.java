package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

/**
 * An application context with an election on the local lock.
 */
abstract class LeaderContextTest {

	final String name = "test-" + UUID.randomUUID();

	final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderAutoConfiguration.class))
		.withPropertyValues("leader.lock-name=" + this.name, "leader.platform=local");

	static void await(Callable<Boolean> condition) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(10)).until(condition);
	}

	static void ready(AssertableApplicationContext runners) {
		ConfigurableApplicationContext context = runners.getSourceApplicationContext();
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		final List<String> told = new CopyOnWriteArrayList<>();

		volatile AbstractLeaderEvent last;

		@EventListener
		@Order(2)
		void on(OnGrantedEvent event) {
			this.last = event;
			this.told.add("granted " + event.getRole() + " " + event.getContext().isLeader());
		}

		@EventListener
		@Order(2)
		void on(OnRevokedEvent event) {
			this.told.add("revoked " + event.getRole() + " " + event.getContext().isLeader());
		}

	}

}
