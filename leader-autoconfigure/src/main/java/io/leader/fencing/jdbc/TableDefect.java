package io.leader.fencing.jdbc;

/**
 * What is wrong with a table of tokens.
 *
 * @param kind what kind of defect it is
 * @param description a sentence
 */
public record TableDefect(Kind kind, String description) {

	/**
	 * Kinds of defects.
	 */
	public enum Kind {

		/**
		 * There is no table, or it lacks a column.
		 */
		UNUSABLE,

		/**
		 * The column {@code token} cannot hold every token.
		 */
		TOKEN_TOO_SMALL,

		/**
		 * The column {@code election} cannot hold the name of every election.
		 */
		ELECTION_TOO_SHORT

	}

}
