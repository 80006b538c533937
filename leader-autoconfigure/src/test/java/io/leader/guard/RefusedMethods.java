package io.leader.guard;

import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.springframework.kafka.annotation.KafkaHandler;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.listener.MessageListener;
import reactor.core.publisher.ConnectableFlux;

import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.integration.annotation.ServiceActivator;
import org.springframework.integration.leader.event.AbstractLeaderEvent;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.guard.LeaderOnly.Otherwise;

/**
 * Methods that cannot be guarded.
 */
@SuppressWarnings({ "unused", "NonApiType" })
final class RefusedMethods {

	private RefusedMethods() {
	}

	static class FinalMethod {

		@LeaderOnly
		final void work() {
		}

	}

	static class PrivateMethod {

		@LeaderOnly
		private void work() {
		}

	}

	static class StaticMethod {

		@LeaderOnly
		static void work() {
		}

	}

	static final class FinalClass {

		@LeaderOnly
		void work() {
		}

	}

	@LeaderOnly
	static class FinalMethodOfClass {

		final void work() {
		}

	}

	@LeaderOnly
	static class PrivateScheduled {

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		private void work() {
		}

	}

	@LeaderOnly
	static class PrivateListener {

		@EventListener
		private void work(String event) {
		}

	}

	@LeaderOnly
	static class FinalMapping {

		@GetMapping
		protected final void work() {
		}

	}

	static class SkippedPrimitive {

		@LeaderOnly(otherwise = Otherwise.SKIP)
		int work() {
			return 1;
		}

	}

	static class UnknownElection {

		@LeaderOnly("payments")
		void work() {
		}

	}

	static class Task {

		@LeaderOnly
		FutureTask<String> work() {
			return new FutureTask<>(() -> "");
		}

	}

	static class OwnFuture {

		static class Mine extends CompletableFuture<String> {

		}

		@LeaderOnly(otherwise = Otherwise.THROW)
		Mine work() {
			return new Mine();
		}

	}

	static class HotFlux {

		@LeaderOnly
		ConnectableFlux<String> work() {
			throw new IllegalStateException();
		}

	}

	static class Queue {

		@LeaderOnly
		BlockingQueue<String> work() {
			throw new IllegalStateException();
		}

	}

	static class OwnCollection {

		static class MyList extends ArrayList<String> {

			private static final long serialVersionUID = 1L;

			MyList(String first) {
				add(first);
			}

		}

		@LeaderOnly
		MyList work() {
			return new MyList("");
		}

	}

	static class Kafka {

		@LeaderOnly
		@KafkaListener(topics = "orders")
		void work(String message) {
		}

	}

	@LeaderOnly
	static class KafkaByClass {

		@KafkaHandler
		public void work(String message) {
		}

	}

	static class KafkaByInterface implements MessageListener<String, String> {

		@Override
		@LeaderOnly
		public void onMessage(org.apache.kafka.clients.consumer.ConsumerRecord<String, String> data) {
		}

	}

	static class Integration {

		@LeaderOnly
		@ServiceActivator(inputChannel = "orders")
		void work(String message) {
		}

	}

	static class Revoked {

		@LeaderOnly
		@EventListener
		void work(OnRevokedEvent event) {
		}

	}

	static class RevokedAmongOthers {

		@LeaderOnly
		@EventListener({ OnGrantedEvent.class, OnRevokedEvent.class })
		void work(AbstractLeaderEvent event) {
		}

	}

	@LeaderOnly
	static class RevokedByInterface implements ApplicationListener<OnRevokedEvent> {

		@Override
		public void onApplicationEvent(OnRevokedEvent event) {
		}

	}

	@LeaderOnly
	static class ElectionListener implements LeaderElectionListener {

		@Override
		public void onRevoked(LeaderElection election) {
		}

	}

	static class Factory {

		@Bean
		@LeaderOnly
		String work() {
			return "";
		}

	}

}
