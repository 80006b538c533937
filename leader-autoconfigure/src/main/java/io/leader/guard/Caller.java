package io.leader.guard;

import java.lang.reflect.Method;
import java.util.Set;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.stereotype.Controller;

/**
 * Frameworks that call annotated methods. The annotations are identified by name, so that
 * none of the frameworks has to be on the classpath.
 */
enum Caller {

	/**
	 * Responds to a client, which would mistake an empty result for a success.
	 */
	REQUESTS("org.springframework.messaging.handler.annotation.MessageMapping",
			"org.springframework.graphql.data.method.annotation.SchemaMapping",
			"org.springframework.boot.actuate.endpoint.annotation.ReadOperation",
			"org.springframework.boot.actuate.endpoint.annotation.WriteOperation",
			"org.springframework.boot.actuate.endpoint.annotation.DeleteOperation", "jakarta.ws.rs.HttpMethod"),

	/**
	 * Responds to a client if the class is a controller. On a client interface, these
	 * annotations describe what the client sends.
	 */
	WEB_REQUESTS("org.springframework.web.bind.annotation.RequestMapping",
			"org.springframework.web.service.annotation.HttpExchange"),

	/**
	 * Calls a method repeatedly and ignores its result.
	 */
	SCHEDULER("org.springframework.scheduling.annotation.Scheduled"),

	/**
	 * Delivers events to the replica that published them.
	 */
	EVENTS("org.springframework.context.event.EventListener"),

	/**
	 * Delivers messages, which count as consumed when the method returns.
	 */
	MESSAGES("org.springframework.kafka.annotation.KafkaListener", "org.springframework.kafka.annotation.KafkaHandler",
			"org.springframework.jms.annotation.JmsListener",
			"org.springframework.amqp.rabbit.annotation.RabbitListener",
			"org.springframework.amqp.rabbit.annotation.RabbitHandler",
			"org.springframework.pulsar.annotation.PulsarListener",
			"org.springframework.pulsar.reactive.config.annotation.ReactivePulsarListener",
			"io.awspring.cloud.sqs.annotation.SqsListener",
			"org.springframework.modulith.events.ApplicationModuleListener",
			"org.springframework.integration.annotation.ServiceActivator",
			"org.springframework.integration.annotation.Transformer",
			"org.springframework.integration.annotation.Filter", "org.springframework.integration.annotation.Router",
			"org.springframework.integration.annotation.Splitter",
			"org.springframework.integration.annotation.Aggregator");

	@SuppressWarnings("ImmutableEnumChecker")
	private final Set<String> annotations;

	Caller(String... annotations) {
		this.annotations = Set.of(annotations);
	}

	/**
	 * Returns whether this caller calls a method. Annotations are found on the method
	 * itself and on the methods that it overrides or implements, including
	 * meta-annotations.
	 */
	boolean calls(Method method) {
		MergedAnnotations found = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		return this.annotations.stream().anyMatch(found::isPresent);
	}

	/**
	 * Returns whether a method handles requests to this application, as opposed to a
	 * method of an interface, which may describe requests that a client sends.
	 */
	static boolean respondsToRequests(GuardedMethod guarded) {
		if (guarded.type().isInterface()) {
			return false;
		}
		return REQUESTS.calls(guarded.method()) || (WEB_REQUESTS.calls(guarded.method())
				&& MergedAnnotations.from(guarded.type(), SearchStrategy.TYPE_HIERARCHY).isPresent(Controller.class));
	}

	static boolean any(Method method) {
		for (Caller caller : values()) {
			if (caller.calls(method)) {
				return true;
			}
		}
		return false;
	}

}
