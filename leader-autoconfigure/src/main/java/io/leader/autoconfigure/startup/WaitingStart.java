package io.leader.autoconfigure.startup;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.lifecycle.StartupGate;

/**
 * The startup of an application that waits for leadership: which election it waits for,
 * and what runs in the meantime.
 */
final class WaitingStart {

	/**
	 * The name of the bean that controls a management server with its own port, if there
	 * is one. The bean is part of Spring Boot Actuator, which is optional.
	 */
	private static final String MANAGEMENT = "childManagementContextInitializer";

	private final LeaderElections elections;

	private final ConfiguredElections configured;

	private final ApplicationContext context;

	WaitingStart(LeaderElections elections, ConfiguredElections configured, ApplicationContext context) {
		this.elections = elections;
		this.configured = configured;
		this.context = context;
	}

	/**
	 * Creates the gate that keeps the application from starting before this process
	 * leads.
	 * @param properties the properties of the election that the application waits to lead
	 */
	StartupGate gate(LeaderProperties properties) {
		return new StartupGate(this::awaited, () -> whileWaiting(properties));
	}

	private LeaderElection awaited() {
		for (LeaderElection election : this.elections) {
			if (this.configured.isConfigured(election.name()) && this.configured.waitsFor(election.name())) {
				return election;
			}
		}
		throw new LeaderConfigurationException(
				"leader.startup.wait-for-leadership is true, but there is no election to wait for.",
				"Remove leader.startup.wait-for-leadership, or the application's own LeaderElection bean.");
	}

	/**
	 * Marks the application, which is not ready yet, as live, and starts the management
	 * server if {@code leader.startup.management-while-waiting} is set. Fails if this
	 * property is set but the management server does not have its own port.
	 */
	private void whileWaiting(LeaderProperties properties) {
		AvailabilityChangeEvent.publish(this.context, LivenessState.CORRECT);
		if (!properties.startup().managementWhileWaiting()) {
			return;
		}
		SmartLifecycle management = this.context.containsBean(MANAGEMENT)
				? this.context.getBean(MANAGEMENT, SmartLifecycle.class) : null;
		if (management == null) {
			throw new LeaderConfigurationException(
					"leader.startup.management-while-waiting is true, but there is no separate management port.",
					"Add spring-boot-starter-actuator and set management.server.port to a different port than server.port, "
							+ "or remove leader.startup.management-while-waiting.");
		}
		if (!management.isRunning()) {
			management.start();
		}
	}

}
