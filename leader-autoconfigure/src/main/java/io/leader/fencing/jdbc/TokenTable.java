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
 * The table that contains the largest fencing token of each election. Each operation on
 * the table is a single statement in the current transaction of the given
 * {@link JdbcOperations}. The update locks the election's row until that transaction
 * ends.
 */
public final class TokenTable {

	/** The default name of the table, as in the SQL scripts. */
	public static final String DEFAULT_NAME = "leader_fencing_token";

	private static final Pattern NAME = Pattern
		.compile("[\\p{L}_][\\p{L}\\p{N}_$#]*(\\.[\\p{L}_][\\p{L}\\p{N}_$#]*){0,2}");

	private final String name;

	private final String update;

	private final String select;

	private final String insert;

	private final String reset;

	private final UnaryOperator<String> keys;

	private final Map<String, String> resolvedKeys = new ConcurrentHashMap<>();

	/**
	 * Creates an instance whose row keys are the names of the elections.
	 * @param name the name of the table, qualified with schema and catalog if required
	 * @throws IllegalArgumentException if the name is not a valid table name
	 */
	public TokenTable(String name) {
		this(name, UnaryOperator.identity());
	}

	/**
	 * Creates an instance. Does not access the database.
	 * @param name the name of the table, qualified with schema and catalog if required
	 * @param keys maps the name of an election to the key of its row
	 * @throws IllegalArgumentException if the name is not a valid table name
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
	 * Returns the key of an election's row.
	 */
	String key(String election) {
		return this.resolvedKeys.computeIfAbsent(election, this.keys);
	}

	/**
	 * Sets the token of a term unless the row contains a larger one or does not exist.
	 * @return whether the token was set
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
	 * Lowers the token of an election to the given one, unless it is already smaller.
	 * @return whether the election has a row whose token was at least the given one
	 */
	boolean reset(JdbcOperations jdbc, String election, long token) {
		return jdbc.update(this.reset, token, key(election), token) > 0;
	}

}
