package io.leader.fencing.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

import io.leader.engine.GuardedTerm;
import io.leader.engine.TermPreparation;
import io.leader.engine.TermPreparations;

/**
 * Fences the transactions that belong to guarded calls, in all databases that have been
 * added. Each term of a fenced election begins by raising the election's token in each
 * database. Thread-safe.
 */
public final class JdbcFencing implements TermPreparations {

	private final Function<String, Duration> timeout;

	private final List<FencedDatabase> databases = new CopyOnWriteArrayList<>();

	private final Set<String> elections = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a new instance without databases.
	 * @param timeout returns, for the name of an election, how long a new leader may take
	 * to store its token in the databases before it yields
	 */
	public JdbcFencing(Function<String, Duration> timeout) {
		this.timeout = timeout;
	}

	/**
	 * Adds a database. Must be called before the first term starts.
	 * @param database the database
	 */
	public void add(FencedDatabase database) {
		this.databases.add(database);
	}

	/**
	 * Fences the transactions of a transaction manager.
	 * @param manager the transaction manager
	 * @param resource the resource that it manages
	 * @param database the database that it uses
	 */
	public void fence(ConfigurableTransactionManager manager, FencedResource resource, FencedDatabase database) {
		List<TransactionExecutionListener> listeners = new ArrayList<>();
		TransactionFence fence = new TransactionFence(resource, database, this.elections::contains);
		manager.getTransactionExecutionListeners()
			.forEach((listener) -> listeners.add(new ListenerBeforeFence(listener, fence)));
		listeners.add(fence);
		manager.setTransactionExecutionListeners(listeners);
	}

	@Override
	public TermPreparation of(String election) {
		Duration limit = this.timeout.apply(election);
		this.elections.add(election);
		return new TermPreparation() {

			@Override
			public void prepare(String name, long fencingToken) throws Exception {
				raise(new GuardedTerm(name, fencingToken), limit);
			}

			@Override
			public Duration timeout() {
				return limit;
			}

			@Override
			public Optional<String> problem(String name, long fencingToken) {
				return refusal(new GuardedTerm(name, fencingToken));
			}

		};
	}

	private void raise(GuardedTerm term, Duration limit) throws TermRefusedException {
		if (this.databases.isEmpty()) {
			throw new TermRefusedException("the databases of this application are not known yet.", null);
		}
		for (FencedDatabase database : this.databases) {
			database.raise(term, limit);
		}
	}

	/**
	 * Returns why a database rejects the commits of a term, if one does.
	 */
	private Optional<String> refusal(GuardedTerm term) {
		return this.databases.stream().flatMap((database) -> database.refusals().of(term).stream()).findFirst();
	}

	/**
	 * Returns the largest token of each fenced election.
	 * @return the tokens by election name; zero for an election without a token
	 */
	Map<String, Long> tokens() {
		Map<String, Long> tokens = new TreeMap<>();
		for (String election : this.elections) {
			tokens.put(election, token(election));
		}
		return tokens;
	}

	/**
	 * Lowers the token of an election in all databases, and inserts its row where it is
	 * missing. Does nothing if the given token is larger than the largest current one. A
	 * database whose token is already smaller is left unchanged.
	 * @return the largest previous token, zero if there was none; empty if the election
	 * is not fenced
	 */
	OptionalLong reset(String election, long token) {
		if (!this.elections.contains(election)) {
			return OptionalLong.empty();
		}
		long former = token(election);
		if (token <= former) {
			this.databases.forEach((database) -> database.reset(election, token));
		}
		return OptionalLong.of(former);
	}

	/**
	 * Returns the largest token of an election in any database, or zero if there is none.
	 */
	private long token(String election) {
		return this.databases.stream().mapToLong((database) -> database.token(election).orElse(0)).max().orElse(0);
	}

}
