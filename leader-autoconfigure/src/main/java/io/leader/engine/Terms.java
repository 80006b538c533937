package io.leader.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Outbox;

/**
 * Begins, prolongs, and ends the authority as the machine says, and feeds back when the
 * guarded calls of an ended term have finished. Confined to the engine's thread.
 */
final class Terms {

	/**
	 * When a write was sent.
	 *
	 * @param nanos on the monotonic clock
	 * @param millis on the wall clock
	 */
	record Sent(long nanos, long millis) {
	}

	private static final long RETRY = 100_000_000;

	private final Candidate candidate;

	private final EngineThread engine;

	private final Consumer<Input> feed;

	private final Runnable onClosed;

	private final ClockAlarm alarm;

	private final Map<Long, Sent> sent = new TreeMap<>();

	/** The guarded calls of the present term, or of the last one. */
	private @Nullable GuardedCalls calls;

	/**
	 * Creates no term.
	 * @param candidate whose terms these are
	 * @param engine where decisions are taken
	 * @param feed takes inputs, on the engine's thread
	 * @param onClosed runs when the last guarded call finishes and the engine is closed
	 */
	Terms(Candidate candidate, EngineThread engine, Consumer<Input> feed, Runnable onClosed) {
		this.candidate = candidate;
		this.engine = engine;
		this.feed = feed;
		this.onClosed = onClosed;
		this.alarm = new ClockAlarm(candidate, engine, () -> feed.accept(new Input.Rang(Alarm.STEP)));
	}

	/**
	 * Performs what has to do with the authority.
	 * @param <S> what performs the effects of a candidate
	 * @param performers where this is noted
	 * @param of tells a candidate's terms
	 */
	static <S> void performIn(EffectPerformers<S> performers, Function<S, Terms> of) {
		performers.on(Effect.BeginAuthority.class, (shell, begin) -> of.apply(shell).begin(begin));
		performers.on(Effect.Prolong.class, (shell, prolong) -> of.apply(shell).prolong(prolong));
		performers.on(Effect.EndAuthority.class, (shell, end) -> of.apply(shell).end(end));
		performers.on(Effect.LeaseOver.class, (shell, over) -> of.apply(shell).candidate.authority().leaseOver());
	}

	/**
	 * Notes when a write is sent: taken before the call is handed over, so that every
	 * delay from here on shortens the authority.
	 */
	void sent(long call, Sent time) {
		this.sent.put(call, time);
	}

	/**
	 * Forgets when writes were sent whose answers have been taken.
	 * @param unanswered those that have not been answered
	 */
	void forgetAllBut(Outbox unanswered) {
		if (!this.sent.isEmpty()) {
			this.sent.keySet().removeIf((call) -> unanswered.find(call).isEmpty());
		}
	}

	private void begin(Effect.BeginAuthority begin) {
		GuardedCalls begun = new GuardedCalls(begin.term(), begin.token(), () -> finished(begin.term()),
				this.candidate.runtime().listeners(), this.candidate.counters());
		if (this.candidate.settings().preparation().isEmpty()) {
			begun.open();
		}
		this.calls = begun;
		this.alarm.set();
		this.candidate.authority().begin(authority(begun, begin.call()));
	}

	private void prolong(Effect.Prolong prolong) {
		if (this.calls != null && this.calls.term() == prolong.term()) {
			this.candidate.authority().prolong(authority(this.calls, prolong.call()));
		}
	}

	private Authority authority(GuardedCalls of, long call) {
		Sent time = this.sent.get(call);
		if (time == null) {
			throw new IllegalStateException("Call " + call + " was not sent.");
		}
		return new Authority(of, time.nanos(), time.millis(), this.candidate.lock().isHeldForLife() ? Authority.FOR_LIFE
				: this.candidate.settings().timings().renewDeadline().toNanos());
	}

	private void end(Effect.EndAuthority end) {
		this.candidate.authority().end();
		this.alarm.unset();
		GuardedCalls ended = this.calls;
		if (ended != null && ended.term() == end.term()) {
			tryAgainUnless(ended.end(), ended);
			if (ended.running() == 0) {
				this.feed.accept(new Input.CallsFinished(end.term()));
			}
		}
	}

	/**
	 * Tells the guarded calls that are running, also if there is no thread for that at
	 * first.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void tryAgainUnless(boolean told, GuardedCalls ended) {
		if (!told) {
			this.engine.schedule(() -> tryAgainUnless(ended.revokeRunning(), ended), RETRY);
		}
	}

	private void finished(long term) {
		if (!this.engine.execute(() -> this.feed.accept(new Input.CallsFinished(term)))) {
			this.onClosed.run();
		}
	}

	/**
	 * Whether a term was the last one, and none of its guarded calls is running.
	 */
	boolean isIdle(long term) {
		return this.calls != null && this.calls.term() == term && this.calls.running() == 0;
	}

	/**
	 * How many guarded calls of the last term are running.
	 */
	int running() {
		return (this.calls != null) ? this.calls.running() : 0;
	}

}
