package io.leader.fencing;

import java.io.Serial;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Work that began in a guarded call of a former term was refused: a later leader has
 * written since. Nothing of this transaction took effect; what the work committed before
 * it did. To repeat it is of no use on this replica; the present leader does it.
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
	 * Creates an exception.
	 * @param election the election's name
	 * @param ownToken the fencing token of the term in which the guarded call began
	 * @param foundToken the larger token that was found, if it is known
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
	 * The election.
	 * @return its name
	 */
	public String getElection() {
		return this.election;
	}

	/**
	 * The fencing token of the term in which the guarded call began.
	 * @return the token that was refused
	 */
	public long getOwnToken() {
		return this.ownToken;
	}

	/**
	 * The larger token that was found.
	 * @return the token; empty if the transaction's isolation hides it
	 */
	public OptionalLong getFoundToken() {
		Long found = this.foundToken;
		return (found != null) ? OptionalLong.of(found) : OptionalLong.empty();
	}

}
