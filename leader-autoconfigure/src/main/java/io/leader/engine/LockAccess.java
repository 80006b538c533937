package io.leader.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.leader.engine.CallThreads.Rank;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Failure;
import io.leader.engine.machine.Input;
import io.leader.lock.ElectionLock;
import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;
import io.leader.lock.LockWatch;
import io.leader.lock.LockWatcher;

/**
 * Makes the calls to the lock that the machine requests, and feeds the results back to
 * the machine. Confined to the engine's thread, except for the methods of watchers.
 */
final class LockAccess {

	/**
	 * Receives the events of a watch, which may arrive before the watch counts as open.
	 */
	private final class Session implements LockWatcher {

		private final long number;

		Session(long number) {
			this.number = number;
		}

		@Override
		public void changed(LockSnapshot snapshot) {
			feedSoon(() -> new Input.WatchReported(this.number, snapshot));
		}

		@Override
		public void closed(@Nullable LockException cause) {
			LockAccess.this.candidate.log()
				.debug("Election '{}': the watch ended ({}) and will be reopened", LockAccess.this.candidate.name(),
						(cause != null) ? cause.getMessage() : "normally");
			feedSoon(() -> (cause != null) ? new Input.WatchBroken(this.number, CallFailures.of(cause))
					: new Input.WatchEnded(this.number));
		}

	}

	private final Candidate candidate;

	private final EngineThread engine;

	private final LockCalls readers;

	private final LockCalls writers;

	private final Consumer<Supplier<Input>> feed;

	private final Map<Long, LockWatch> watches = new TreeMap<>();

	/**
	 * Creates an instance for a candidate's lock.
	 * @param candidate the candidate whose lock it is
	 * @param engine the thread on which results arrive
	 * @param feed receives the results and the events of watches
	 */
	LockAccess(Candidate candidate, EngineThread engine, Consumer<Supplier<Input>> feed) {
		this.candidate = candidate;
		this.engine = engine;
		this.feed = feed;
		Duration lease = candidate.settings().timings().leaseInForce();
		this.readers = LockCalls.forReads(engine, candidate.runtime().io(), lease);
		this.writers = LockCalls.forWrites(engine, candidate.runtime().io(), lease);
	}

	/**
	 * Registers the actions that concern the lock.
	 * @param <S> the type that performs the effects of a candidate
	 * @param performers the registry to add to
	 * @param of returns a candidate's access to its lock
	 */
	static <S> void registerActions(EffectPerformers<S> performers, Function<S, LockAccess> of) {
		performers.on(Effect.Read.class, (shell, read) -> of.apply(shell).read(read));
		performers.on(Effect.Write.class, (shell, write) -> of.apply(shell).write(write));
		performers.on(Effect.OpenWatch.class, (shell, opening) -> of.apply(shell).open(opening));
		performers.on(Effect.CloseWatch.class, (shell, closing) -> of.apply(shell).close(closing));
	}

	private void read(Effect.Read read) {
		Duration timeout = Duration.ofNanos(read.timeout());
		ElectionLock lock = this.candidate.lock();
		call(this.readers, "Reading the lock", Rank.OTHER, timeout,
				() -> read.first() ? lock.readFirst(timeout) : lock.read(timeout),
				(snapshot) -> new Input.ReadSucceeded(read.call(), snapshot),
				(failure) -> new Input.ReadFailed(read.call(), failure), (late) -> {
				});
	}

	private void write(Effect.Write write) {
		Duration timeout = Duration.ofNanos(write.timeout());
		ElectionLock lock = this.candidate.lock();
		call(this.writers, write.purpose().what(), Rank.WRITE, timeout,
				() -> write.base().isAbsent() ? lock.create(write.record(), timeout)
						: lock.replace(write.base(), write.record(), timeout),
				(snapshot) -> new Input.Written(write.call(), snapshot),
				(failure) -> new Input.WriteFailed(write.call(), failure), (late) -> {
				});
	}

	private void open(Effect.OpenWatch opening) {
		Duration timeout = Duration.ofNanos(opening.timeout());
		Session session = new Session(opening.session());
		call(this.readers, "Opening the watch", Rank.WATCH, timeout,
				() -> this.candidate.lock().watch(opening.from(), session, timeout), (watch) -> {
					this.watches.put(opening.session(), watch);
					return new Input.WatchOpened(opening.session());
				}, (failure) -> new Input.WatchFailed(opening.session(), failure), this::closeElsewhere);
	}

	private void close(Effect.CloseWatch closing) {
		LockWatch watch = this.watches.remove(closing.session());
		if (watch != null) {
			closeElsewhere(watch);
		}
	}

	private void closeElsewhere(LockWatch watch) {
		this.candidate.runtime().elsewhere(this.candidate.runtime().io(), watch::close);
	}

	/**
	 * Makes a call. Exactly one result follows, even if the call cannot be made, unless
	 * the engine is closed.
	 */
	private <T> void call(LockCalls calls, String what, Rank rank, Duration timeout, Callable<T> body,
			Function<T, Input> onSuccess, Function<Failure, Input> onFailure, LockCalls.Late<T> late) {
		try {
			calls.call(what, rank, timeout, body, (result, failure) -> this.feed.accept(() -> (result != null)
					? onSuccess.apply(result) : onFailure.apply(Objects.requireNonNull(failure).get())), late);
		}
		catch (Throwable ex) {
			this.feed.accept(() -> onFailure.apply(CallFailures.of(ex)));
		}
	}

	private void feedSoon(Supplier<Input> input) {
		this.engine.execute(() -> this.feed.accept(input));
	}

}
