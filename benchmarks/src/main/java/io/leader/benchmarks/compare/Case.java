package io.leader.benchmarks.compare;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A case that participants are compared in.
 *
 * @param key how it is named on the command line
 * @param title how it is named in the table
 * @param runs how often it is run
 * @param quickRuns how often it is run if that has to be quick
 * @param parallel whether all participants run it at the same time, since it takes
 * seconds
 * @param sameProcesses whether all runs are among the same processes
 * @param exclusion why a participant is left out, if it is
 * @param scenario what happens in a run
 */
record Case(String key, String title, int runs, int quickRuns, boolean parallel, boolean sameProcesses,
		Function<Participant, Optional<String>> exclusion, Function<Election, Measurement> scenario) {

	/**
	 * A case whose figures are milliseconds: there are many runs, and nothing else runs
	 * at the same time.
	 */
	static Case precise(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 20, 2, false, false, (participant) -> Optional.empty(), scenario);
	}

	/**
	 * A case that takes a lease each time.
	 */
	static Case slow(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 3, 1, true, false, (participant) -> Optional.empty(), scenario);
	}

	/**
	 * A case that is run once, with nothing else running at the same time.
	 */
	static Case single(String key, String title, Function<Election, Measurement> scenario) {
		return new Case(key, title, 1, 1, false, false, (participant) -> Optional.empty(), scenario);
	}

	Case amongTheSameProcesses() {
		return new Case(this.key, this.title, this.runs, this.quickRuns, this.parallel, true, this.exclusion,
				this.scenario);
	}

	Case onlyFor(Predicate<Participant> included, String reason) {
		return new Case(this.key, this.title, this.runs, this.quickRuns, this.parallel, this.sameProcesses,
				(participant) -> included.test(participant) ? Optional.empty() : Optional.of(reason), this.scenario);
	}

}
