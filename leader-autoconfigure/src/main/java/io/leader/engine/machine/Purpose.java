package io.leader.engine.machine;

/**
 * What a write is for.
 */
public enum Purpose {

	/**
	 * Takes the lock.
	 */
	CLAIM("Claiming the lock"),

	/**
	 * Prolongs the present term.
	 */
	RENEWAL("Renewing the lock"),

	/**
	 * Ends the lease at the end of a term.
	 */
	RELEASE("Releasing the lock"),

	/**
	 * Releases a lock that does not expire after the term, while the candidate stays out.
	 */
	HAND_BACK("Releasing the lock");

	private final String what;

	Purpose(String what) {
		this.what = what;
	}

	/**
	 * What the write does, for people.
	 * @return the beginning of a sentence
	 */
	public String what() {
		return this.what;
	}

}
