package io.leader.sample.sidecar;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

import io.leader.election.LeaderElection;

/**
 * Makes the server respond with the status of the election, and closes the server when
 * the application stops.
 */
@Component
@Profile("sidecar")
@Lazy(false)
class SidecarElection implements DisposableBean {

	private final SidecarServer server;

	SidecarElection(SidecarServer server, LeaderElection election, SidecarActuator actuator) {
		this.server = server;
		server.respondWith(new SidecarResponses(election::status, actuator));
	}

	@Override
	public void destroy() {
		this.server.close();
	}

}
