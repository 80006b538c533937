package io.leader.sample.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.integration.leader.event.OnGrantedEvent;
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.stereotype.Component;

import io.leader.event.OnOtherLeaderEvent;
import io.leader.sample.OnlyAsService;

/**
 * The recent changes that this replica observed, latest first.
 */
@Component
@OnlyAsService
class History {

	private static final int LONGEST = 30;

	private final Deque<Change> changes = new ArrayDeque<>();

	@EventListener
	@Order(1)
	void on(OnGrantedEvent event) {
		add(event.getRole(), "granted", "This replica leads");
	}

	@EventListener
	@Order(1)
	void on(OnRevokedEvent event) {
		add(event.getRole(), "revoked", "This replica no longer leads");
	}

	@EventListener
	@Order(1)
	void on(OnOtherLeaderEvent event) {
		add(event.getRole(), "other", event.getLeader() + " leads");
	}

	private synchronized void add(String election, String kind, String text) {
		this.changes.addFirst(new Change(Instant.now().truncatedTo(ChronoUnit.MILLIS), election, kind, text));
		if (this.changes.size() > LONGEST) {
			this.changes.removeLast();
		}
	}

	synchronized List<Change> changes() {
		return List.copyOf(this.changes);
	}

}
