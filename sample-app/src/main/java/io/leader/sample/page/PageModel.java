package io.leader.sample.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.stereotype.Component;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.sample.OnlyAsService;

/**
 * The content of the page, as known to this replica. No request is sent to obtain it.
 */
@Component
@OnlyAsService
class PageModel {

	private final LeaderElections elections;

	private final ConfiguredElections configured;

	private final History history;

	PageModel(LeaderElections elections, ConfiguredElections configured, History history) {
		this.elections = elections;
		this.configured = configured;
		this.history = history;
	}

	/**
	 * Returns the state, without values that change continuously.
	 */
	Map<String, Object> state() {
		List<ElectionView> views = new ArrayList<>();
		String identity = "";
		for (LeaderElection election : this.elections) {
			identity = election.identity();
			views.add(ElectionView.of(election.status(), authority(election)));
		}
		Map<String, Object> state = new LinkedHashMap<>();
		state.put("identity", identity);
		state.put("elections", views);
		state.put("changes", this.history.changes());
		return state;
	}

	/**
	 * Returns this replica's remaining authority in milliseconds, but no more than the
	 * renew deadline, by the name of the election.
	 */
	Map<String, Long> remaining() {
		Map<String, Long> remaining = new LinkedHashMap<>();
		for (LeaderElection election : this.elections) {
			remaining.put(election.name(),
					election.status().authorityRemaining().atMost(authority(election)).toMillis());
		}
		return remaining;
	}

	private Duration authority(LeaderElection election) {
		return this.configured.of(election.name()).renewDeadline();
	}

}
