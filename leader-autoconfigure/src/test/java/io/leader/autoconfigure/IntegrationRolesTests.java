package io.leader.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.annotation.InboundChannelAdapter;
import org.springframework.integration.annotation.Poller;
import org.springframework.integration.annotation.Role;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.support.SmartLifecycleRoleController;
import org.springframework.messaging.MessageChannel;

import io.leader.election.ManualElection;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that Spring Integration endpoints whose role is the name of an election run only
 * while this process leads that election.
 */
@ExtendWith(OutputCaptureExtension.class)
class IntegrationRolesTests extends LeaderContextTest {

	private final ApplicationContextRunner decided = this.runner
		.withPropertyValues("leader.elections.orders.test.role=follower", "leader.elections.mails.test.role=follower");

	static class Flow {

		final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		MessageChannel messages() {
			return new DirectChannel();
		}

		@ServiceActivator(inputChannel = "messages")
		public void consume(String message) {
			this.received.add(message);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class WaitsForLeadership extends Flow {

		@InboundChannelAdapter(channel = "messages", autoStartup = "false", poller = @Poller(fixedDelay = "10"))
		@Role("orders")
		public String poll() {
			return "order";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class StartsAutomatically extends Flow {

		@InboundChannelAdapter(channel = "messages", poller = @Poller(fixedDelay = "10"))
		@Role("orders")
		public String poll() {
			return "order";
		}

	}

	@Test
	void endpointsStartAndStopWithTheLeadershipOfTheirRole() {
		this.decided.withUserConfiguration(WaitsForLeadership.class).run((context) -> {
			SmartLifecycleRoleController roles = context.getBean(SmartLifecycleRoleController.class);
			List<String> received = context.getBean(WaitsForLeadership.class).received;
			ManualElection orders = context.getBean("ordersLeaderElection", ManualElection.class);
			ManualElection mails = context.getBean("mailsLeaderElection", ManualElection.class);
			mails.grant();
			assertThat(roles.noEndpointsRunning("orders")).isTrue();
			orders.grant();
			assertThat(roles.allEndpointsRunning("orders")).isTrue();
			await(() -> !received.isEmpty());
			mails.revoke();
			assertThat(roles.allEndpointsRunning("orders")).isTrue();
			orders.revoke();
			assertThat(roles.noEndpointsRunning("orders")).isTrue();
		});
	}

	@Test
	void aRestartedContextDoesNotRunEndpointsBeforeItLeads() {
		for (Class<?> flow : List.of(WaitsForLeadership.class, StartsAutomatically.class)) {
			this.decided.withUserConfiguration(flow).run((context) -> {
				SmartLifecycleRoleController roles = context.getBean(SmartLifecycleRoleController.class);
				context.getSourceApplicationContext().stop();
				context.getSourceApplicationContext().start();
				assertThat(roles.noEndpointsRunning("orders")).as("stopped and started").isTrue();
				context.getSourceApplicationContext().pause();
				context.getSourceApplicationContext().restart();
				assertThat(roles.noEndpointsRunning("orders")).as("paused and restarted").isTrue();
			});
		}
	}

	@Test
	void endpointsThatStartAutomaticallyAreStoppedWithAWarning(CapturedOutput output) {
		this.decided.withUserConfiguration(StartsAutomatically.class).run((context) -> {
			SmartLifecycleRoleController roles = context.getBean(SmartLifecycleRoleController.class);
			assertThat(roles.noEndpointsRunning("orders")).isTrue();
			assertThat(output).contains("'orders'", "autoStartup");
			context.getBean("ordersLeaderElection", ManualElection.class).grant();
			assertThat(roles.allEndpointsRunning("orders")).isTrue();
		});
	}

}
