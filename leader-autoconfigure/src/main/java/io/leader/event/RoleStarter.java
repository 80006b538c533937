package io.leader.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.integration.support.SmartLifecycleRoleController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

/**
 * Sees to it that endpoints with an election's role do not run before this process leads.
 * Spring Integration itself starts and stops them with the events; but those that start
 * automatically run from the start of the application on.
 */
public final class RoleStarter {

	private static final Logger logger = LoggerFactory.getLogger(RoleStarter.class);

	private final LeaderElections elections;

	private final ObjectProvider<SmartLifecycleRoleController> controllers;

	/**
	 * Creates a starter.
	 * @param elections whose roles to look at
	 * @param controllers Spring Integration's controllers of roles
	 */
	public RoleStarter(LeaderElections elections, ObjectProvider<SmartLifecycleRoleController> controllers) {
		this.elections = elections;
		this.controllers = controllers;
	}

	@EventListener
	void on(ContextRefreshedEvent event) {
		this.controllers.forEach((controller) -> {
			for (LeaderElection election : this.elections) {
				String role = election.name();
				if (controller.getRoles().contains(role) && !controller.noEndpointsRunning(role)
						&& !election.isLeader()) {
					logger.warn(
							"Endpoints with the role '{}' started with the application and are stopped until it leads: "
									+ "{}. Set their autoStartup to false.",
							role, controller.getEndpointsRunningStatus(role));
					controller.stopLifecyclesInRole(role);
				}
			}
		});
	}

}
