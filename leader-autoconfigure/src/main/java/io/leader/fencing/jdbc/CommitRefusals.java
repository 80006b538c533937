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
 * Remembers the terms whose commits a database refuses. Each is known by its token, so
 * that a refusal of a former term, which is what fencing is for, says nothing about the
 * present one. Safe for use by several threads.
 */
final class CommitRefusals {

	private static final Logger logger = LoggerFactory.getLogger(CommitRefusals.class);

	private final TokenTable table;

	private final Map<GuardedTerm, String> reasons = new ConcurrentHashMap<>();

	/**
	 * Creates a memory of no refusals.
	 * @param table the table with the tokens that the terms are compared with
	 */
	CommitRefusals(TokenTable table) {
		this.table = table;
	}

	/**
	 * Notes that a commit is refused.
	 * @param term the term of the guarded call that the transaction belongs to
	 * @param found the token in the election's row, if there is a row
	 * @return what the transaction fails with
	 */
	RuntimeException refused(GuardedTerm term, OptionalLong found) {
		if (found.isEmpty()) {
			note(term, "has no row '%s' for election '%s'".formatted(this.table.key(term.election()), term.election()));
			return new DataRetrievalFailureException(
					"The table %s has no row '%s' for election '%s', which the leader wrote when its term began."
						.formatted(this.table.name(), this.table.key(term.election()), term.election()));
		}
		// An older snapshot may hide the larger one.
		OptionalLong larger = (found.getAsLong() > term.fencingToken()) ? found : OptionalLong.empty();
		note(term, "has %s, which is larger than token %d of this term"
			.formatted(larger.isPresent() ? "token " + larger.getAsLong() : "a token", term.fencingToken()));
		return new StaleLeaderException(term.election(), term.fencingToken(), larger);
	}

	private void note(GuardedTerm term, String found) {
		if (this.reasons.put(term, found) == null) {
			logger.warn("Election '{}': commits with fencing token {} are rejected: the table {} {}", term.election(),
					term.fencingToken(), this.table.name(), found);
		}
	}

	/**
	 * Notes that the database has accepted the token of a term.
	 */
	void accepted(GuardedTerm term) {
		if (!this.reasons.isEmpty() && this.reasons.remove(term) != null) {
			logger.info("Election '{}': commits with fencing token {} are accepted again", term.election(),
					term.fencingToken());
		}
	}

	/**
	 * Forgets the former terms of an election, as one begins.
	 */
	void begun(GuardedTerm present) {
		this.reasons.keySet().removeIf((term) -> term.election().equals(present.election()));
	}

	/**
	 * Why the last commit of a term was refused.
	 * @return a sentence; empty if it was accepted, or if there was none
	 */
	Optional<String> of(GuardedTerm term) {
		return Optional.ofNullable(this.reasons.get(term)).map(this::sentence);
	}

	private String sentence(String found) {
		return "Commits of this leader are rejected: the table %s %s. Unless another candidate now leads, reset the row: docs/how-to/fencing.md describes when and how."
			.formatted(this.table.name(), found);
	}

}
