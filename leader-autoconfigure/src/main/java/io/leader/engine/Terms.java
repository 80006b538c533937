package io.leader.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Outbox;

/**
 * Begins, extends, and ends the authority as the machine decides, and reports to the
 * machine when the guarded calls of an ended term have finished. Confined to the engine's
 * thread.
 */
final class Terms {

	/**
	 * When a write was sent.
	 *
	 * @param nanos the time on the monotonic clock
	 * @param millis the time on the wall clock
	 */
	record Sent(long nanos, long millis) {
	}

	/**
	 * A write and when it was sent.
	 *
	 * @param call the number of the call
	 * @param time when it was sent
	 */
	private record SentCall(long call, Sent time) {
	}

	private static final long RETRY = 100_000_000;

	/**
	 * The initial capacity of the list of writes in progress, which is rarely exceeded.
	 */
	private static final int FEW = 2;

	private final Candidate candidate;

	private final EngineThread engine;

	private final Consumer<Input> feed;

	private final Runnable onClosed;

	private final ClockAlarm alarm;

	private final List<SentCall> sent = new ArrayList<>(FEW);

	/** The guarded calls of the current or last term. */
	private @Nullable GuardedCalls calls;

	/**
	 * Creates an instance without a term.
	 * @param candidate the candidate to which the terms belong
	 * @param engine the thread on which decisions are made
	 * @param feed receives inputs, on the engine's thread
	 * @param onClosed runs when the last guarded call finishes after the engine was
	 * closed
	 */
	Terms(Candidate candidate, EngineThread engine, Consumer<Input> feed, Runnable onClosed) {
		this.candidate = candidate;
		this.engine = engine;
		this.feed = feed;
		this.onClosed = onClosed;
		this.alarm = new ClockAlarm(candidate, engine, () -> feed.accept(new Input.Rang(Alarm.STEP)));
	}

	/**
	 * Registers the actions that concern the authority.
	 * @param <S> the type that performs the effects of a candidate
	 * @param performers the registry to add to
	 * @param of returns the terms of a candidate
	 */
	static <S> void registerActions(EffectPerformers<S> performers, Function<S, Terms> of) {
		performers.on(Effect.BeginAuthority.class, (shell, begin) -> of.apply(shell).begin(begin));
		performers.on(Effect.Prolong.class, (shell, prolong) -> of.apply(shell).prolong(prolong));
		performers.on(Effect.EndAuthority.class, (shell, end) -> of.apply(shell).end(end));
		performers.on(Effect.LeaseOver.class, (shell, over) -> of.apply(shell).candidate.authority().leaseOver());
	}

	/**
	 * Records the time at which a write is sent. The time is taken before the call is
	 * submitted, so any later delay shortens the authority.
	 */
	void sent(long call, Sent time) {
		this.sent.add(new SentCall(call, time));
	}

	/**
	 * Forgets the times of the writes that are no longer in progress.
	 * @param inProgress the writes that are in progress
	 */
	void retainOnly(Outbox inProgress) {
		if (this.sent.size() != inProgress.writes().size()) {
			this.sent.removeIf((one) -> inProgress.find(one.call()).isEmpty());
		}
	}

	private void begin(Effect.BeginAuthority begin) {
		GuardedCalls begun = new GuardedCalls(begin.term(), begin.token(), () -> finished(begin.term()),
				this.candidate.runtime().listeners(), this.candidate.counters());
		if (this.candidate.settings().preparation().isEmpty()) {
			begun.open();
		}
		this.calls = begun;
		this.alarm.start();
		this.candidate.authority().begin(authority(begun, begin.call()));
	}

	private void prolong(Effect.Prolong prolong) {
		if (this.calls != null && this.calls.term() == prolong.term()) {
			this.candidate.authority().prolong(authority(this.calls, prolong.call()));
		}
	}

	private Authority authority(GuardedCalls of, long call) {
		Sent time = timeOf(call);
		return new Authority(of, time.nanos(), time.millis(), this.candidate.lock().isHeldForLife() ? Authority.FOR_LIFE
				: this.candidate.settings().timings().renewDeadline().toNanos());
	}

	private Sent timeOf(long call) {
		for (SentCall one : this.sent) {
			if (one.call() == call) {
				return one.time();
			}
		}
		throw new IllegalStateException("Call " + call + " was not sent.");
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void end(Effect.EndAuthority end) {
		this.candidate.authority().end();
		this.alarm.stop();
		GuardedCalls ended = this.calls;
		if (ended != null && ended.term() == end.term()) {
			ended.end((retry) -> this.engine.schedule(retry, RETRY));
			if (ended.running() == 0) {
				this.feed.accept(new Input.CallsFinished(end.term()));
			}
			else {
				closeLeaseBoundLater(ended);
			}
		}
	}

	/**
	 * Closes the calls that are to end with the lease, one lease duration after the end
	 * of the term. No renewal was sent after the end of the term, so its lease has
	 * expired by then, and the lock can no longer be released. If the lock does not
	 * expire, checks once per lease duration whether the lock is known to be lost, and
	 * keeps these calls open until it is.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void closeLeaseBoundLater(GuardedCalls ended) {
		this.engine.schedule(() -> {
			if (!this.candidate.lock().isHeldForLife() || this.candidate.authority().leaseRemaining().isOver()) {
				ended.closeLeaseBound();
			}
			else if (ended.running() > 0) {
				closeLeaseBoundLater(ended);
			}
		}, this.candidate.settings().timings().leaseInForce().toNanos());
	}

	private void finished(long term) {
		if (!this.engine.execute(() -> this.feed.accept(new Input.CallsFinished(term)))) {
			this.onClosed.run();
		}
	}

	/**
	 * Returns whether a term is the current or last one and none of its guarded calls is
	 * in progress.
	 */
	boolean isIdle(long term) {
		return this.calls != null && this.calls.term() == term && this.calls.running() == 0;
	}

	/**
	 * Returns how many guarded calls of the current or last term are in progress.
	 */
	int running() {
		return (this.calls != null) ? this.calls.running() : 0;
	}

}
