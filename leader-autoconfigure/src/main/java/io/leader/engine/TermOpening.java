package io.leader.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Lets the terms of one candidate begin for the application, either immediately or once
 * they are prepared. A term that cannot be prepared in time is given up, unless the
 * candidate leads for life, and a preparation call that does not return in time is
 * abandoned. A waiting term is checked at least every retry period, regardless of
 * failures (rule 10). Confined to the engine's thread; preparations run on other threads.
 */
final class TermOpening {

	/**
	 * A term that waits for its preparation.
	 *
	 * @param calls its guarded calls
	 * @param opened runs when the term begins
	 * @param since when the wait began, on the candidate's clock
	 */
	private record Waiting(GuardedCalls calls, Runnable opened, long since) {
	}

	/**
	 * A call that prepares a term.
	 *
	 * @param number distinguishes the call from others
	 * @param term the term's guarded calls
	 * @param since when the call began, on the candidate's clock
	 */
	private record Call(long number, GuardedCalls term, long since) {
	}

	/** The maximum number of threads that can be lost to calls that never return. */
	private static final int MAX_CALLS = 3;

	private static final String UNKNOWN = "its preparation has not returned.";

	private final Candidate candidate;

	private final Optional<TermPreparation> preparation;

	private final EngineThread engine;

	private final Consumer<String> problem;

	private final Runnable yield;

	private @Nullable Waiting waiting;

	/** Whether the waiting term is prepared and only has to begin. */
	private boolean prepared;

	/** The call whose result is awaited, if any. */
	private @Nullable Call present;

	private final Set<Call> unreturned = new HashSet<>();

	private long number;

	private @Nullable Future<?> nextCheck;

	/** The reason why the waiting term has not been prepared yet. */
	private String reason = UNKNOWN;

	/**
	 * Creates an instance.
	 * @param candidate the candidate whose terms to open
	 * @param problem receives the reason why a term has not begun yet; empty once it is
	 * prepared
	 * @param yield gives up the term
	 */
	TermOpening(Candidate candidate, Consumer<String> problem, Runnable yield) {
		this.candidate = candidate;
		this.preparation = candidate.settings().preparation();
		this.problem = problem;
		this.yield = yield;
		this.engine = new EngineThread(candidate.runtime().engine(), this::stepFailed);
	}

	private void stepFailed(Throwable failure) {
		if (this.waiting != null) {
			checkLater(this.waiting);
		}
		this.candidate.log()
			.error("Election '{}': the preparation of a term failed and will be retried", this.candidate.name(),
					failure);
	}

	/**
	 * Lets the current term begin as soon as it is prepared.
	 * @param opened the action to run when the term begins, unless the term ends first;
	 * repeated if it fails
	 */
	void open(Runnable opened) {
		if (this.preparation.isEmpty()) {
			opened.run();
			return;
		}
		Authority begun = this.candidate.authority().current();
		if (begun != null) {
			Waiting term = new Waiting(begun.calls(), opened, this.candidate.now());
			this.waiting = term;
			this.prepared = false;
			this.reason = UNKNOWN;
			checkLater(term);
			prepare(term);
		}
	}

	/**
	 * Handles the end of the term.
	 * @return the reason why the term did not begin; meaningful only if it did not
	 */
	String end() {
		this.waiting = null;
		return this.reason;
	}

	/**
	 * Starts a preparation call, unless one is still awaited and has not timed out, or
	 * too many have not returned. An abandoned call that completes later is harmless,
	 * since a preparation must not undo the effect of a call for a larger token.
	 */
	private void prepare(Waiting term) {
		Call last = this.present;
		long now = this.candidate.now();
		if (last != null && now - last.since() < timeout().toNanos()) {
			return;
		}
		this.present = null;
		if (this.unreturned.size() >= MAX_CALLS) {
			return;
		}
		TermPreparation how = this.preparation.orElseThrow();
		Call call = new Call(++this.number, term.calls(), now);
		this.unreturned.add(call);
		try {
			this.candidate.runtime().listeners().execute(() -> call(how, call));
			this.present = call;
		}
		catch (Throwable ex) {
			// No thread is available right now. The next check tries again.
			this.unreturned.remove(call);
		}
	}

	/**
	 * Prepares a term on a thread that may block, and reports the result on the engine's
	 * thread.
	 */
	private void call(TermPreparation how, Call call) {
		Optional<Throwable> failure = Optional.empty();
		try {
			how.prepare(this.candidate.name(), call.term().fencingToken());
		}
		catch (Throwable ex) {
			failure = Optional.of(ex);
		}
		Optional<Throwable> result = failure;
		try {
			this.engine.execute(() -> returned(call, result));
		}
		catch (Throwable ex) {
			// The task could not be submitted, perhaps for lack of memory. A second
			// attempt may succeed.
			this.engine.execute(() -> returned(call, result));
		}
	}

	private void returned(Call call, Optional<Throwable> failure) {
		this.unreturned.remove(call);
		if (call.equals(this.present)) {
			this.present = null;
		}
		Waiting term = this.waiting;
		if (term == null) {
			return;
		}
		boolean own = call.term() == term.calls();
		if (failure.isPresent()) {
			failed(failure.get());
		}
		else if (own) {
			this.prepared = true;
			begin(term);
		}
		if (!own) {
			prepare(term);
		}
	}

	private void begin(Waiting term) {
		if (this.candidate.authority().open(term.calls())) {
			term.opened().run();
		}
		this.problem.accept("");
		this.waiting = null;
	}

	private void checkLater(Waiting term) {
		if (this.nextCheck != null) {
			this.nextCheck.cancel(false);
		}
		long left = timeout().toNanos() - (this.candidate.now() - term.since());
		this.nextCheck = this.engine.schedule(this::check, (left > 0) ? Math.min(left, retryPeriod()) : retryPeriod());
	}

	/**
	 * Checks the waiting term. If it is prepared, begins it. Otherwise, gives it up if it
	 * has waited for too long, and starts another call if one is needed and the authority
	 * is still valid.
	 */
	private void check() {
		Waiting term = this.waiting;
		if (term == null) {
			return;
		}
		checkLater(term);
		if (this.prepared) {
			begin(term);
			return;
		}
		if (!this.unreturned.isEmpty()) {
			report();
		}
		if (this.candidate.now() - term.since() >= timeout().toNanos()) {
			this.yield.run();
		}
		if (this.candidate.authority().holds()) {
			prepare(term);
		}
	}

	/**
	 * Records why a call failed. The call may belong to an earlier term, since a term may
	 * end while its call is in progress.
	 */
	private void failed(Throwable failure) {
		this.reason = String.valueOf(failure.getMessage());
		report();
		this.candidate.log().debug("Election '{}': a term could not be prepared", this.candidate.name(), failure);
	}

	private void report() {
		ElectionSettings settings = this.candidate.settings();
		String end = settings.forLife() ? "."
				: "; after %s, this candidate yields.".formatted(ElectionTimings.text(timeout()));
		this.problem.accept("A term cannot begin: %s The preparation is retried every %s%s".formatted(this.reason,
				ElectionTimings.text(settings.timings().retryPeriod()), end));
	}

	private Duration timeout() {
		return this.preparation.orElseThrow().timeout();
	}

	private long retryPeriod() {
		return this.candidate.settings().timings().retryPeriod().toNanos();
	}

}
