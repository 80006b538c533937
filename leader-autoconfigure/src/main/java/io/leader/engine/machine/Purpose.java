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
	 * Renews the lock, which extends the authority of the current term.
	 */
	RENEWAL("Renewing the lock"),

	/**
	 * Releases the lock at the end of a term, or after a claim that succeeds while the
	 * candidate is stopping.
	 */
	RELEASE("Releasing the lock"),

	/**
	 * Releases a lock that does not expire and that this candidate still holds while it
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
