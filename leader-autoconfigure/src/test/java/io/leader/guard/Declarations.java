package io.leader.guard;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Ways to declare a guarded method.
 */
@SuppressWarnings("unused")
final class Declarations {

	static final AtomicInteger ran = new AtomicInteger();

	private Declarations() {
	}

	static class MyEvent extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		MyEvent() {
			super("test");
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@LeaderOnly
	@interface Exclusively {

	}

	interface Handler<T> {

		void handle(T value);

	}

	interface GuardedHandler<T> {

		@LeaderOnly
		void handle(T value);

	}

	interface WithDefault {

		@LeaderOnly
		default void work() {
			ran.incrementAndGet();
		}

	}

	static class OnMethods implements Handler<String> {

		@Override
		@LeaderOnly
		public void handle(String value) {
			ran.incrementAndGet();
		}

		@LeaderOnly
		protected void ofProtected() {
			ran.incrementAndGet();
		}

		@LeaderOnly
		void ofPackage() {
			ran.incrementAndGet();
		}

		@Exclusively
		void meta() {
			ran.incrementAndGet();
		}

	}

	@LeaderOnly
	static class OnClass implements Handler<String> {

		@Override
		public void handle(String value) {
			ran.incrementAndGet();
		}

		protected void ofProtected() {
			ran.incrementAndGet();
		}

		void ofPackage() {
			helper();
		}

		private void helper() {
			ran.incrementAndGet();
		}

	}

	static class InheritedFromClass extends OnClass {

	}

	@Exclusively
	static class MetaOnClass extends OnMethods {

		@Override
		void meta() {
			ran.incrementAndGet();
		}

	}

	static class Listener implements ApplicationListener<MyEvent> {

		@Override
		@LeaderOnly
		public void onApplicationEvent(MyEvent event) {
			ran.incrementAndGet();
		}

	}

	@LeaderOnly
	static class ListenerByClass implements ApplicationListener<MyEvent> {

		@Override
		public void onApplicationEvent(MyEvent event) {
			ran.incrementAndGet();
		}

	}

	static class StringConsumer implements Consumer<String> {

		@Override
		@LeaderOnly
		public void accept(String value) {
			ran.incrementAndGet();
		}

	}

	static class ListCallable implements Callable<List<String>> {

		@Override
		@LeaderOnly
		public List<String> call() {
			ran.incrementAndGet();
			return List.of("ran");
		}

	}

	abstract static class Base<T> {

		abstract void handle(T value);

		@LeaderOnly
		T inherited(T value) {
			ran.incrementAndGet();
			return value;
		}

	}

	static class OfBase extends Base<List<String>> {

		@Override
		@LeaderOnly
		void handle(List<String> value) {
			ran.incrementAndGet();
		}

	}

	@LeaderOnly
	static class OfBaseByClass extends Base<List<String>> {

		@Override
		protected void handle(List<String> value) {
			ran.incrementAndGet();
		}

	}

	static class OfInterface implements GuardedHandler<String> {

		@Override
		public void handle(String value) {
			ran.incrementAndGet();
		}

	}

	static class Unaware {

		public void handle(String value) {
			ran.incrementAndGet();
		}

	}

	static class FulfilledByInheritance extends Unaware implements GuardedHandler<String> {

	}

	static class OfDefault implements WithDefault {

	}

	record OfRecord(String name) implements GuardedHandler<String> {

		@Override
		public void handle(String value) {
			ran.incrementAndGet();
		}

	}

}
