package io.leader.guard;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.EventListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.integration.leader.Candidate;
import org.springframework.integration.leader.event.OnRevokedEvent;

import io.leader.election.LeaderElectionListener;

/**
 * Rejects guarded methods whose caller treats a skipped call as successful, or calls them
 * only when this process no longer leads.
 */
final class UnguardableCallers {

	private static final List<TypeName> MESSAGE_LISTENERS = List.of(new TypeName("jakarta.jms.MessageListener"),
			new TypeName("org.springframework.amqp.core.MessageListener"),
			new TypeName("org.springframework.kafka.listener.GenericMessageListener"),
			new TypeName("org.springframework.messaging.MessageHandler"));

	private UnguardableCallers() {
	}

	/**
	 * Rejects a method that consumes messages, or that listens for revocations of the
	 * only election.
	 * @param several whether there are several elections, so that a listener may receive
	 * events of an election other than that of its guard
	 */
	static void refuse(GuardedMethod guarded, boolean several) {
		Method method = guarded.method();
		if (Caller.MESSAGES.calls(method) || isMessageListener(guarded)) {
			throw new UnguardableMethodException(
					guarded.describe() + " consumes messages: a follower would skip them, and they would be lost.",
					"Instead, start the listener's container on OnGrantedEvent and stop it on OnRevokedEvent"
							+ " (autoStartup = false), or put @LeaderOnly(otherwise = THROW)"
							+ " on a method of another bean that the listener calls.");
		}
		if (!several && guarded.annotation().value().isEmpty() && listensForRevocations(guarded)) {
			throw new UnguardableMethodException(
					guarded.describe() + " listens for revocations, so its guard would never let it run.",
					"Remove @LeaderOnly from it.");
		}
	}

	private static boolean isMessageListener(GuardedMethod guarded) {
		String name = guarded.method().getName();
		return (name.equals("onMessage") || name.equals("handleMessage"))
				&& MESSAGE_LISTENERS.stream().anyMatch((listener) -> listener.isAssignableFrom(guarded.type()));
	}

	private static boolean listensForRevocations(GuardedMethod guarded) {
		Method method = guarded.method();
		EventListener listener = AnnotatedElementUtils.findMergedAnnotation(method, EventListener.class);
		if (listener != null && listener.classes().length > 0) {
			return Arrays.stream(listener.classes()).anyMatch(OnRevokedEvent.class::isAssignableFrom);
		}
		if (method.getName().equals("onRevoked")) {
			return LeaderElectionListener.class.isAssignableFrom(guarded.type())
					|| Candidate.class.isAssignableFrom(guarded.type());
		}
		boolean isEventListener = listener != null || (method.getName().equals("onApplicationEvent")
				&& ApplicationListener.class.isAssignableFrom(guarded.type()));
		return isEventListener && method.getParameterCount() == 1 && OnRevokedEvent.class
			.isAssignableFrom(ResolvableType.forMethodParameter(method, 0, guarded.type()).toClass());
	}

}
