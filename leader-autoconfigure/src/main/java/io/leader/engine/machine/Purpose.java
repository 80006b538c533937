package io.leader.engine.machine;

/**
 * The purpose of a write.
 */
public enum Purpose {

	/**
	 * Acquires the lock.
	 */
	CLAIM("Acquiring the lock"),

	/**
	 * Extends the current term.
	 */
	RENEWAL("Renewing the lock"),

	/**
	 * Ends the lease at the end of a term.
	 */
	RELEASE("Releasing the lock"),

	/**
	 * Releases a lock that does not expire. Sent after the term, while the candidate
	 * stays out.
	 */
	HAND_BACK("Releasing the lock");

	private final String what;

	Purpose(String what) {
		this.what = what;
	}

	/**
	 * Returns a human-readable description of the write.
	 * @return the beginning of a sentence
	 */
	public String what() {
		return this.what;
	}

}
