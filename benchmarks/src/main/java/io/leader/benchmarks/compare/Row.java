package io.leader.benchmarks.compare;

import java.util.List;
import java.util.Optional;

/**
 * What a participant has shown in a case.
 *
 * @param title the case
 * @param participant the participant
 * @param runs what each run has shown
 * @param failures how many runs have failed
 * @param skipped why the case was left out, if it was
 */
record Row(String title, String participant, List<Measurement> runs, int failures, Optional<String> skipped) {

	static Row skipped(Case about, Participant participant, String reason) {
		return new Row(about.title(), participant.title(), List.of(), 0, Optional.of(reason));
	}

}
