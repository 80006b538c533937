package io.leader.election;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * An election without a lock and without rivals: its one candidate leads from start to
 * stop. For applications whose election is switched off.
 */
final class FixedElection implements ManagedElection {

	private record Grant(Term term, Instant since) {
	}

	private final String name;

	private final String identity;

	private final ElectionClock clock;

	private final Executor executor;

	private final EventQueue events;

	private final AtomicLong tokens = new AtomicLong();

	private volatile @Nullable Grant grant;

	FixedElection(String name, String identity, ElectionRuntime runtime) {
		this.name = name;
		this.identity = identity;
		this.clock = runtime.clock();
		this.executor = runtime.listeners();
		this.events = new EventQueue(name, runtime.listeners(), new ElectionLog(runtime.log()));
	}

	@Override
	public synchronized void start() {
		if (this.grant != null) {
			return;
		}
		long token = this.tokens.incrementAndGet();
		this.grant = new Grant(new Term(token, () -> {
		}, this.executor), Instant.ofEpochMilli(this.clock.currentTimeMillis()));
		this.events.granted((listener) -> listener.onGranted(this, token));
	}

	@Override
	public synchronized CompletableFuture<Void> stop() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Grant current = this.grant;
		if (current == null) {
			done.complete(null);
			return done;
		}
		current.term().end();
		this.grant = null;
		this.events.revoked((listener) -> listener.onRevoked(this), () -> done.complete(null));
		return done;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public String identity() {
		return this.identity;
	}

	@Override
	public boolean isLeader() {
		return this.grant != null;
	}

	@Override
	public LeaderElectionStatus status() {
		Grant current = this.grant;
		boolean leading = current != null;
		return new LeaderElectionStatus(this.name, this.identity, leading ? this.identity : null, leading,
				(current != null) ? current.since() : null, 0, null, null);
	}

	@Override
	public OptionalLong fencingToken() {
		Grant current = this.grant;
		return (current != null) ? OptionalLong.of(current.term().fencingToken()) : OptionalLong.empty();
	}

	/**
	 * There is nobody to yield to.
	 */
	@Override
	@SuppressWarnings("NamedLikeContextualKeyword")
	public boolean yield() {
		return false;
	}

	@Override
	public @Nullable GuardedCall enter() {
		Grant current = this.grant;
		return (current != null) ? current.term().enter() : null;
	}

	@Override
	public void addListener(LeaderElectionListener listener) {
		this.events.add(listener);
	}

	@Override
	public void removeListener(LeaderElectionListener listener) {
		this.events.remove(listener);
	}

	@Override
	public String toString() {
		return "election '" + this.name + "', switched off";
	}

}
