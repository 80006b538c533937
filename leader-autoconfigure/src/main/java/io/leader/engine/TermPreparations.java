package io.leader.engine;

/**
 * Provides the preparation for the terms of each election.
 */
@FunctionalInterface
public interface TermPreparations {

	/**
	 * Returns the preparation for the terms of an election.
	 * @param election the election's name
	 * @return the preparation
	 */
	TermPreparation of(String election);

}
