package io.leader.fencing.jdbc;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataRetrievalFailureException;

import io.leader.engine.GuardedTerm;
import io.leader.fencing.StaleLeaderException;

/**
 * Tracks the terms whose commits a database rejects. Each term is tracked separately,
 * since rejecting the commits of an earlier term is the purpose of fencing and not a
 * problem of the current term. Thread-safe.
 */
final class CommitRefusals {

	private static final Logger logger = LoggerFactory.getLogger(CommitRefusals.class);

	private final TokenTable table;

	private final Map<GuardedTerm, String> reasons = new ConcurrentHashMap<>();

	/**
	 * Creates a new instance without refusals.
	 * @param table the token table of the database
	 */
	CommitRefusals(TokenTable table) {
		this.table = table;
	}

	/**
	 * Records that a commit is rejected.
	 * @param term the term of the guarded call to which the transaction belongs
	 * @param found the token in the election's row, or empty if there is no row
	 * @return the exception with which the transaction fails
	 */
	RuntimeException commitRejected(GuardedTerm term, OptionalLong found) {
		if (found.isEmpty()) {
			register(term,
					"has no row '%s' for election '%s'".formatted(this.table.key(term.election()), term.election()));
			return new DataRetrievalFailureException(
					"The table %s has no row '%s' for election '%s', although the leader wrote it when its term began."
						.formatted(this.table.name(), this.table.key(term.election()), term.election()));
		}
		// The transaction may read an older snapshot, which hides the larger token.
		OptionalLong larger = (found.getAsLong() > term.fencingToken()) ? found : OptionalLong.empty();
		register(term, "has %s, which is larger than token %d of this term"
			.formatted(larger.isPresent() ? "token " + larger.getAsLong() : "a token", term.fencingToken()));
		return new StaleLeaderException(term.election(), term.fencingToken(), larger);
	}

	private void register(GuardedTerm term, String found) {
		if (this.reasons.put(term, found) == null) {
			logger.warn("Election '{}': commits with fencing token {} are rejected: the table {} {}", term.election(),
					term.fencingToken(), this.table.name(), found);
		}
	}

	/**
	 * Records that the database has accepted the token of a term.
	 */
	void commitAccepted(GuardedTerm term) {
		if (!this.reasons.isEmpty() && this.reasons.remove(term) != null) {
			logger.info("Election '{}': commits with fencing token {} are accepted again", term.election(),
					term.fencingToken());
		}
	}

	/**
	 * Removes all refusals of an election's terms when a new term starts.
	 */
	void termStarted(GuardedTerm started) {
		this.reasons.keySet().removeIf((term) -> term.election().equals(started.election()));
	}

	/**
	 * Returns why the last commit of a term was rejected.
	 * @return a description, or empty if the commit was accepted or there was none
	 */
	Optional<String> of(GuardedTerm term) {
		return Optional.ofNullable(this.reasons.get(term)).map(this::sentence);
	}

	private String sentence(String found) {
		return "Commits of this leader are rejected: the table %s %s. Unless another candidate now leads, reset the row: docs/how-to/fencing.md describes when and how."
			.formatted(this.table.name(), found);
	}

}
