package io.leader.engine;

/**
 * Knows what prepares the terms of each election.
 */
@FunctionalInterface
public interface TermPreparations {

	/**
	 * What prepares the terms of an election.
	 * @param election the election's name
	 * @return the preparation
	 */
	TermPreparation of(String election);

}
