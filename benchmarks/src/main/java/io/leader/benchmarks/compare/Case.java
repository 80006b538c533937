package io.leader.benchmarks.compare;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A case of the comparison.
 *
 * @param key the name on the command line
 * @param title the name in the table
 * @param runs the number of runs
 * @param quickRuns the number of runs in a quick comparison
 * @param parallel whether all participants run the case concurrently, which saves time if
 * each run takes long
 * @param sameProcesses whether all runs use the same processes
 * @param exclusion returns the reason why a participant is excluded, or empty if it is
 * not
 * @param scenario performs and measures a run
 */
record Case(String key, String title, int runs, int quickRuns, boolean parallel, boolean sameProcesses,
		Function<Participant, Optional<String>> exclusion, Function<Election, Measurement> scenario) {

	/**
	 * Creates a case in which a handover can take only milliseconds. It is run many
	 * times, by one participant at a time.
	 */
	static Case precise(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 20, 2, false, false, (participant) -> Optional.empty(), scenario);
	}

	/**
	 * Creates a case in which a run can take longer than the lease duration. It is run a
	 * few times, by all participants concurrently.
	 */
	static Case slow(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 3, 1, true, false, (participant) -> Optional.empty(), scenario);
	}

	/**
	 * Creates a case that each participant runs once, one participant at a time.
	 */
	static Case single(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 1, 1, false, false, (participant) -> Optional.empty(), scenario);
	}

	Case withSameProcesses() {
		return new Case(this.key, this.title, this.runs, this.quickRuns, this.parallel, true, this.exclusion,
				this.scenario);
	}

	Case onlyFor(Predicate<Participant> included, String reason) {
		return new Case(this.key, this.title, this.runs, this.quickRuns, this.parallel, this.sameProcesses,
				(participant) -> included.test(participant) ? Optional.empty() : Optional.of(reason), this.scenario);
	}

}
