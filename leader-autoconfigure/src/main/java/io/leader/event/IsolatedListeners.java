package io.leader.event;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Publishes events to the listeners of a context, its ancestors, and its descendants. An
 * exception from one listener does not prevent the others from receiving the event. By
 * default, Spring's own multicaster stops at the first exception, so a listener that has
 * to stop work could miss a revocation because another listener failed. Since a context
 * passes events on only to its ancestors, its descendants are tracked here by means of
 * their refresh and close events.
 * <p>
 * Internal: may change without notice.
 */
public final class IsolatedListeners implements ApplicationListener<ApplicationContextEvent> {

	private static final Logger logger = LoggerFactory.getLogger(IsolatedListeners.class);

	private final ApplicationContext context;

	private final Set<ApplicationContext> children = new CopyOnWriteArraySet<>();

	private final Map<ApplicationContext, Found> found = Collections.synchronizedMap(new WeakHashMap<>());

	/**
	 * The names of the listener beans of a context, cached because finding them requires
	 * examining every bean.
	 *
	 * @param beans the fingerprint of all beans when the names were found
	 * @param names the names of the listeners
	 */
	private record Found(int beans, List<String> names) {
	}

	/**
	 * Creates a publisher.
	 * @param context the context whose listeners to call
	 */
	public IsolatedListeners(ApplicationContext context) {
		this.context = context;
	}

	/**
	 * Calls each listener that supports the event, on the calling thread: one context
	 * after another, and in order within each context. Exceptions from listeners are
	 * logged.
	 * @param event the event
	 */
	public void publish(ApplicationEvent event) {
		ApplicationContext current = this.context;
		while (current != null) {
			boolean passedOn = publish(event, current);
			current = passedOn ? null : current.getParent();
		}
		this.children.forEach((child) -> publish(event, child));
	}

	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		ApplicationContext source = event.getApplicationContext();
		if (event instanceof ContextClosedEvent) {
			this.children.remove(source);
		}
		else if (event instanceof ContextRefreshedEvent && isChild(source)) {
			this.children.add(source);
		}
	}

	private boolean isChild(ApplicationContext source) {
		ApplicationContext ancestor = source.getParent();
		while (ancestor != null && ancestor != this.context) {
			ancestor = ancestor.getParent();
		}
		return ancestor != null;
	}

	/**
	 * Publishes the event in one context. The listeners of a context that is not an
	 * {@link AbstractApplicationContext} are known only to that context, so it publishes
	 * the event itself, and passes it on to its ancestors. Publishing can fail, for
	 * example if the context has been closed before its descendants.
	 * @return whether the context has passed the event on
	 */
	private boolean publish(ApplicationEvent event, ApplicationContext context) {
		try {
			if (context instanceof AbstractApplicationContext listening) {
				notifyListeners(event, listening);
				return false;
			}
			context.publishEvent(event);
			return true;
		}
		catch (RuntimeException | Error ex) {
			logger.error("Failed to publish {} in one context; it is still published in the other contexts", event, ex);
			return false;
		}
	}

	private void notifyListeners(ApplicationEvent event, AbstractApplicationContext context) {
		Multicaster multicaster = new Multicaster(context.getBeanFactory(), event);
		context.getApplicationListeners().forEach(multicaster::addApplicationListener);
		for (String name : names(context)) {
			beans(event, context, name).forEach(multicaster::addApplicationListener);
		}
		multicaster.multicastEvent(event);
	}

	/**
	 * Returns a listener bean if it supports the event. Creates the bean if necessary.
	 * Each bean has a separate multicaster, since a multicaster with the names of all
	 * beans would call none of the listeners if one of the beans could not be created.
	 */
	private static Collection<ApplicationListener<?>> beans(ApplicationEvent event, AbstractApplicationContext context,
			String name) {
		try {
			Multicaster one = new Multicaster(context.getBeanFactory(), event);
			one.addApplicationListenerBean(name);
			return one.getApplicationListeners(event, ResolvableType.forInstance(event));
		}
		catch (RuntimeException | Error ex) {
			logger.error("Listener bean '{}' could not be created to handle {}; the other listeners are still called",
					name, event, ex);
			return List.of();
		}
	}

	/**
	 * A multicaster that calls each listener even if others fail, and provides access to
	 * the listeners.
	 */
	private static final class Multicaster extends SimpleApplicationEventMulticaster {

		private Multicaster(BeanFactory beans, ApplicationEvent event) {
			super(beans);
			setErrorHandler((failure) -> logger
				.error("A listener failed to handle {}; the other listeners are still called", event, failure));
		}

		@Override
		protected Collection<ApplicationListener<?>> getApplicationListeners(ApplicationEvent event,
				ResolvableType type) {
			return super.getApplicationListeners(event, type);
		}

	}

	private List<String> names(AbstractApplicationContext context) {
		int beans = fingerprint(context.getBeanFactory());
		Found known = this.found.get(context);
		if (known == null || known.beans() != beans) {
			known = new Found(beans, List.of(context.getBeanNamesForType(ApplicationListener.class, true, false)));
			this.found.put(context, known);
		}
		return known.names();
	}

	/**
	 * Returns a hash code that changes when a bean is added or removed, or when the
	 * context has a different bean factory after a refresh.
	 */
	private static int fingerprint(ConfigurableListableBeanFactory beans) {
		return Objects.hash(System.identityHashCode(beans), Arrays.hashCode(beans.getBeanDefinitionNames()),
				Arrays.hashCode(beans.getSingletonNames()));
	}

}
