package io.leader.fencing.jdbc;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.ResultSetExtractor;

import io.leader.engine.GuardedTerm;

/**
 * The statements on the table that holds the largest fencing token of each election. Each
 * is one statement of the transaction that the given operations take part in; the update
 * locks the election's row from there until the transaction ends.
 */
public final class TokenTable {

	/** The name in the scripts. */
	public static final String DEFAULT_NAME = "leader_fencing_token";

	private static final Pattern NAME = Pattern
		.compile("[\\p{L}_][\\p{L}\\p{N}_$#]*(\\.[\\p{L}_][\\p{L}\\p{N}_$#]*){0,2}");

	private final String name;

	private final String update;

	private final String select;

	private final String insert;

	private final String reset;

	private final UnaryOperator<String> keys;

	private final Map<String, String> known = new ConcurrentHashMap<>();

	/**
	 * Creates a table whose rows have the names of the elections.
	 * @param name its name, with schema and catalog if they are needed
	 * @throws IllegalArgumentException if that is no name of a table
	 */
	public TokenTable(String name) {
		this(name, UnaryOperator.identity());
	}

	/**
	 * Creates a table.
	 * @param name its name, with schema and catalog if they are needed
	 * @param keys the key of an election's row, by the election's name
	 * @throws IllegalArgumentException if that is no name of a table
	 */
	public TokenTable(String name, UnaryOperator<String> keys) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("'" + name + "' is not a valid table name.");
		}
		this.name = name;
		this.keys = keys;
		this.update = "UPDATE " + name + " SET token = ? WHERE election = ? AND token <= ?";
		this.select = "SELECT token FROM " + name + " WHERE election = ?";
		this.insert = "INSERT INTO " + name + " (election, token) VALUES (?, ?)";
		this.reset = "UPDATE " + name + " SET token = ? WHERE election = ? AND token >= ?";
	}

	String name() {
		return this.name;
	}

	/**
	 * The key of an election's row.
	 */
	String key(String election) {
		return this.known.computeIfAbsent(election, this.keys);
	}

	/**
	 * Compares and sets the token of a term, unless a larger one, or none, is there.
	 * @return whether it did
	 */
	boolean set(JdbcOperations jdbc, GuardedTerm term) {
		return jdbc.update(this.update, term.fencingToken(), key(term.election()), term.fencingToken()) > 0;
	}

	OptionalLong find(JdbcOperations jdbc, String election) {
		ResultSetExtractor<OptionalLong> first = (rows) -> rows.next() ? OptionalLong.of(rows.getLong(1))
				: OptionalLong.empty();
		return Objects.requireNonNull(jdbc.query(this.select, first, key(election)));
	}

	void insert(JdbcOperations jdbc, GuardedTerm first) {
		jdbc.update(this.insert, key(first.election()), first.fencingToken());
	}

	/**
	 * Lowers a token.
	 * @return whether there is a row with this token, or with a larger one
	 */
	boolean reset(JdbcOperations jdbc, String election, long token) {
		return jdbc.update(this.reset, token, key(election), token) > 0;
	}

}
