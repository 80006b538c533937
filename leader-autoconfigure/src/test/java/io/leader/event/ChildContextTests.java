package io.leader.event;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that events are published exactly once in the context of the elections, its
 * ancestors, and its descendants, and in no other context.
 */
class ChildContextTests {

	static final class News extends ApplicationEvent {

		private static final long serialVersionUID = 1L;

		News() {
			super("orders");
		}

	}

	private final List<String> notified = new CopyOnWriteArrayList<>();

	private final AnnotationConfigApplicationContext parent = context("parent", null);

	private final AnnotationConfigApplicationContext own = context("own", this.parent);

	private final IsolatedListeners listeners = new IsolatedListeners(this.own);

	static class Listener {

		private final String name;

		private final List<String> notified;

		Listener(String name, List<String> notified) {
			this.name = name;
			this.notified = notified;
		}

		@EventListener
		void on(News event) {
			this.notified.add(this.name);
		}

	}

	private AnnotationConfigApplicationContext context(String name, AnnotationConfigApplicationContext parent) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setParent(parent);
		context.registerBean(Listener.class, () -> new Listener(name, this.notified));
		return context;
	}

	private AnnotationConfigApplicationContext child(String name, AnnotationConfigApplicationContext parent) {
		AnnotationConfigApplicationContext child = context(name, parent);
		child.refresh();
		return child;
	}

	@BeforeEach
	void start() {
		this.own.registerBean("listeners", ApplicationListener.class, () -> this.listeners);
		this.parent.refresh();
		this.own.refresh();
	}

	@AfterEach
	void close() {
		this.own.close();
		this.parent.close();
	}

	private List<String> publish() {
		this.notified.clear();
		this.listeners.publish(new News());
		return this.notified;
	}

	@Test
	void childrenAndTheirChildrenAreNotified() {
		AnnotationConfigApplicationContext child = child("child", this.own);
		child("grandchild", child);
		assertThat(publish()).containsExactlyInAnyOrder("own", "parent", "child", "grandchild");
	}

	@Test
	void aClosedChildIsNotNotified() {
		child("child", this.own).close();
		assertThat(publish()).containsExactly("own", "parent");
	}

	@Test
	void aRefreshedChildIsNotifiedOnce() {
		AnnotationConfigApplicationContext child = child("child", this.own);
		this.own.publishEvent(new ContextRefreshedEvent(child));
		assertThat(publish()).containsExactlyInAnyOrder("own", "parent", "child");
	}

	@Test
	void aSiblingIsNotNotified() {
		child("sibling", this.parent);
		assertThat(publish()).containsExactly("own", "parent");
	}

	/**
	 * A context that is not an {@code AbstractApplicationContext} passes events on to its
	 * ancestors itself, unless it fails.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anAncestorOfAnotherKindIsNotifiedOnce(boolean fails) {
		ApplicationContext wrapped = wrapped(this.own, fails);
		GenericApplicationContext lowest = new GenericApplicationContext(wrapped);
		lowest.refresh();
		new IsolatedListeners(lowest).publish(new News());
		assertThat(this.notified).containsExactlyElementsOf(fails ? List.of("parent") : List.of("own", "parent"));
	}

	@Test
	void theFailureOfAContextOfAnotherKindDoesNotAffectTheOthers() {
		ApplicationContext wrapped = wrapped(context("wrapped", this.own), true);
		this.own.publishEvent(new ContextRefreshedEvent(wrapped));
		child("child", this.own);
		assertThat(publish()).containsExactlyInAnyOrder("own", "parent", "child");
	}

	@Test
	void anAncestorThatHasBeenClosedDoesNotAffectTheOthers() {
		child("child", this.own);
		this.parent.close();
		assertThat(publish()).containsExactlyInAnyOrder("own", "child");
	}

	static final class UnavailableListener implements ApplicationListener<News> {

		UnavailableListener() {
			throw new IllegalStateException("simulated by this test");
		}

		@Override
		public void onApplicationEvent(News event) {
		}

	}

	/**
	 * Spring creates all listeners of an event before it calls the first one.
	 */
	@Test
	void aLazyListenerThatCannotBeCreatedDoesNotAffectTheOthers() {
		this.own.registerBean("unavailable", UnavailableListener.class, (definition) -> definition.setLazyInit(true));
		this.own.registerBean("unrelated", UnrelatedListener.class, (definition) -> definition.setLazyInit(true));
		child("child", this.own);
		assertThat(publish()).containsExactlyInAnyOrder("own", "parent", "child");
		assertThat(this.own.getBeanFactory().containsSingleton("unrelated")).isFalse();
	}

	static final class UnrelatedListener implements ApplicationListener<ContextRefreshedEvent> {

		@Override
		public void onApplicationEvent(ContextRefreshedEvent event) {
		}

	}

	/**
	 * Returns a context that is not an {@code AbstractApplicationContext}.
	 */
	private static ApplicationContext wrapped(ApplicationContext context, boolean fails) {
		return (ApplicationContext) Proxy.newProxyInstance(ChildContextTests.class.getClassLoader(),
				new Class<?>[] { ApplicationContext.class }, (proxy, method, arguments) -> {
					if (fails && method.getName().equals("publishEvent") && arguments[0] instanceof News) {
						throw new IllegalStateException("simulated by this test");
					}
					return method.invoke(context, arguments);
				});
	}

	/**
	 * The names of the listener beans are cached between events.
	 */
	@Test
	void listenersThatAreAddedOrReplacedBetweenEventsAreNotified() {
		assertThat(publish()).containsExactly("own", "parent");
		this.own.registerBean("definition", ApplicationListener.class, () -> listener("definition"));
		assertThat(publish()).containsExactlyInAnyOrder("own", "definition", "parent");
		this.own.getBeanFactory().registerSingleton("singleton", listener("singleton"));
		assertThat(publish()).containsExactlyInAnyOrder("own", "definition", "singleton", "parent");
		this.own.addApplicationListener(listener("added"));
		assertThat(publish()).containsExactlyInAnyOrder("own", "definition", "singleton", "added", "parent");
		this.own.getDefaultListableBeanFactory().destroySingleton("singleton");
		this.own.getBeanFactory().registerSingleton("successor", listener("successor"));
		assertThat(publish()).containsExactlyInAnyOrder("own", "definition", "successor", "added", "parent");
	}

	private ApplicationListener<News> listener(String name) {
		return (event) -> this.notified.add(name);
	}

}
