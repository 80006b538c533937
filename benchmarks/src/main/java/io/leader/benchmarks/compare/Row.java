package io.leader.benchmarks.compare;

import java.util.List;
import java.util.Optional;

/**
 * The results of a participant in a case.
 *
 * @param title the title of the case
 * @param participant the title of the participant
 * @param runs the results of the successful runs
 * @param failures the number of failed runs
 * @param skipped the reason why the case was skipped, if it was
 */
record Row(String title, String participant, List<Measurement> runs, int failures, Optional<String> skipped) {

	static Row skipped(Case about, Participant participant, String reason) {
		return new Row(about.title(), participant.title(), List.of(), 0, Optional.of(reason));
	}

}
