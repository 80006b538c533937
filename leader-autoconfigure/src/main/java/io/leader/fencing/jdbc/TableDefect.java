package io.leader.fencing.jdbc;

/**
 * A defect of a token table.
 *
 * @param kind the kind of defect
 * @param description a sentence that describes it
 */
public record TableDefect(Kind kind, String description) {

	/**
	 * Kinds of defects.
	 */
	public enum Kind {

		/**
		 * The table or one of its columns does not exist or cannot be read.
		 */
		UNUSABLE,

		/**
		 * The column {@code token} cannot hold every token.
		 */
		TOKEN_TOO_SMALL,

		/**
		 * The column {@code election} cannot hold every row key.
		 */
		ELECTION_TOO_SHORT

	}

}
