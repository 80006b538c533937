package io.leader.sample;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.stereotype.Component;

import io.leader.event.OnOtherLeaderEvent;

/**
 * Logs when this replica starts and stops leading, and which other replica leads.
 */
@Component
class LeadershipLog {

	private static final Logger logger = LoggerFactory.getLogger(LeadershipLog.class);

	@EventListener
	void on(OnGrantedEvent event) {
		logger.info("This replica leads '{}'", event.getRole());
	}

	@EventListener
	void on(OnRevokedEvent event) {
		logger.info("This replica no longer leads '{}'", event.getRole());
	}

	@EventListener
	void on(OnOtherLeaderEvent event) {
		logger.info("'{}' leads '{}'", event.getLeader(), event.getRole());
	}

}
