package io.leader.guard;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElections;
import io.leader.support.LongTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests messages that only the leader consumes, as shown in
 * docs/how-to/scheduled-jobs.md, with a real broker.
 */
@LongTest
class KafkaContainersTests {

	private static final List<String> consumed = new CopyOnWriteArrayList<>();

	private static final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1, "orders");

	private final TestElection orders = new TestElection("orders");

	@BeforeAll
	static void start() {
		for (String talkative : List.of("org.apache.kafka", "kafka", "state.change.logger")) {
			((Logger) LoggerFactory.getLogger(talkative)).setLevel(Level.OFF);
		}
		broker.brokerProperty("offsets.topic.num.partitions", "1");
		broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
		broker.afterPropertiesSet();
	}

	@AfterAll
	static void stop() {
		broker.destroy();
	}

	static class Orders {

		private final KafkaListenerEndpointRegistry containers;

		Orders(KafkaListenerEndpointRegistry containers) {
			this.containers = containers;
		}

		@KafkaListener(id = "orders", topics = "orders", autoStartup = "false")
		void on(String order) {
			consumed.add(order);
		}

		@EventListener(OnGrantedEvent.class)
		void start() {
			this.containers.getListenerContainer("orders").start();
		}

		@EventListener(OnRevokedEvent.class)
		void stop() {
			this.containers.getListenerContainer("orders").stop();
		}

	}

	static class SkippingOrders {

		@LeaderOnly
		@KafkaListener(id = "orders", topics = "orders")
		void on(String order) {
			consumed.add(order);
		}

	}

	@EnableKafka
	@Configuration(proxyBeanMethods = false)
	static class Kafka {

		@Bean
		ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory() {
			var factory = new ConcurrentKafkaListenerContainerFactory<String, String>();
			factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(
					Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString(),
							ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
					new StringDeserializer(), new StringDeserializer()));
			return factory;
		}

	}

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
		.withUserConfiguration(Kafka.class)
		.withBean(TestElection.class, () -> this.orders)
		.withBean(LeaderElections.class, () -> GuardWithSpringTests.elections(this.orders));

	@Test
	void theContainerRunsWhileThisProcessLeads() {
		this.runner.withBean(Orders.class).run((context) -> {
			KafkaListenerEndpointRegistry containers = context.getBean(KafkaListenerEndpointRegistry.class);
			send("while a follower");
			assertThat(containers.getListenerContainer("orders").isRunning()).isFalse();
			context.publishEvent(new OnGrantedEvent(this, null, "orders"));
			await(() -> consumed.contains("while a follower"));
			context.publishEvent(new OnRevokedEvent(this, null, "orders"));
			assertThat(containers.getListenerContainer("orders").isRunning()).isFalse();
			send("while a follower again");
			context.publishEvent(new OnGrantedEvent(this, null, "orders"));
			await(() -> consumed.size() == 2);
			assertThat(consumed).containsExactly("while a follower", "while a follower again");
		});
	}

	@Test
	void aGuardedListenerIsRefused() {
		this.runner.withBean(SkippingOrders.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(UnguardableMethodException.class));
	}

	private static void send(String order) throws Exception {
		Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.getBrokersAsString());
		var producers = new DefaultKafkaProducerFactory<>(settings, new StringSerializer(), new StringSerializer());
		try {
			new KafkaTemplate<>(producers).send("orders", order).get();
		}
		finally {
			producers.destroy();
		}
	}

}
