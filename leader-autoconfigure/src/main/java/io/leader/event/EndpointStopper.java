package io.leader.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.integration.support.SmartLifecycleRoleController;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;

/**
 * Stops endpoints that have an election's role but have started with the application,
 * unless this process already leads. Spring Integration starts and stops these endpoints
 * in response to the leader events, but those that start automatically also start with
 * the application, and all of them start when a stopped context is started again.
 * <p>
 * Internal: may change without notice.
 */
public final class EndpointStopper implements SmartLifecycle {

	/**
	 * The last phase, so that the endpoints of all earlier phases have been started when
	 * they are checked.
	 */
	public static final int PHASE = Integer.MAX_VALUE;

	private static final Logger logger = LoggerFactory.getLogger(EndpointStopper.class);

	private final LeaderElections elections;

	private final ObjectProvider<SmartLifecycleRoleController> controllers;

	private volatile boolean running;

	/**
	 * Creates an instance.
	 * @param elections the elections whose roles to check
	 * @param controllers Spring Integration's role controllers
	 */
	public EndpointStopper(LeaderElections elections, ObjectProvider<SmartLifecycleRoleController> controllers) {
		this.elections = elections;
		this.controllers = controllers;
	}

	@Override
	public void start() {
		this.running = true;
		this.controllers.forEach((controller) -> this.elections.forEach((election) -> check(controller, election)));
	}

	private static void check(SmartLifecycleRoleController controller, LeaderElection election) {
		String role = election.name();
		if (controller.getRoles().contains(role) && !controller.noEndpointsRunning(role) && !election.isLeader()) {
			logger.warn(
					"Endpoints with the role '{}' started with the application; they are stopped until this process leads: {}. "
							+ "Set their autoStartup property to false.",
					role, controller.getEndpointsRunningStatus(role));
			align(controller, election);
		}
	}

	/**
	 * Stops an election's endpoints, or starts them if this process has become the
	 * leader. Since another thread may handle an event of the election at the same time,
	 * this step is repeated until leadership has not changed in the meantime. Later
	 * changes are handled by their events alone.
	 */
	private static void align(SmartLifecycleRoleController controller, LeaderElection election) {
		boolean leader;
		do {
			leader = election.isLeader();
			if (leader) {
				controller.startLifecyclesInRole(election.name());
			}
			else {
				controller.stopLifecyclesInRole(election.name());
			}
		}
		while (election.isLeader() != leader);
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
