package io.leader.fencing;

import java.io.Serial;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a transaction that belongs to a guarded call tries to commit, but the
 * database contains a fencing token larger than that of the call's term, usually because
 * a later term has begun. The transaction is rolled back. Transactions that the same work
 * committed earlier are not undone. Retrying the work is pointless, as the leader of the
 * later term is now responsible for it.
 *
 * @since 0.1.0
 */
public final class StaleLeaderException extends RuntimeException {

	@Serial
	private static final long serialVersionUID = 1L;

	private final String election;

	private final long ownToken;

	private final @Nullable Long foundToken;

	/**
	 * Creates a new exception.
	 * @param election the election's name
	 * @param ownToken the fencing token of the term in which the guarded call began
	 * @param foundToken the larger token in the database, if known
	 */
	public StaleLeaderException(String election, long ownToken, OptionalLong foundToken) {
		super("Election '%s': a transaction with fencing token %d is rejected: the database has %s. Another candidate now leads, unless the row was changed."
			.formatted(election, ownToken,
					foundToken.isPresent() ? "token " + foundToken.getAsLong() : "a larger token"));
		this.election = election;
		this.ownToken = ownToken;
		this.foundToken = foundToken.isPresent() ? foundToken.getAsLong() : null;
	}

	/**
	 * Returns the name of the election.
	 * @return the name of the election
	 */
	public String getElection() {
		return this.election;
	}

	/**
	 * Returns the fencing token of the term in which the guarded call began.
	 * @return the rejected token
	 */
	public long getOwnToken() {
		return this.ownToken;
	}

	/**
	 * Returns the larger token that was found in the database.
	 * @return the token, or empty if the isolation level of the transaction hides it
	 */
	public OptionalLong getFoundToken() {
		Long found = this.foundToken;
		return (found != null) ? OptionalLong.of(found) : OptionalLong.empty();
	}

}
