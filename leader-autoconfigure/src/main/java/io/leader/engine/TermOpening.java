package io.leader.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Lets the terms of one candidate begin for the application: at once, or when they are
 * prepared. A term that cannot be prepared is given up after a while. Confined to the
 * engine's thread, which no preparation runs on.
 */
final class TermOpening {

	/**
	 * A term that waits for its preparation.
	 *
	 * @param calls its guarded calls
	 * @param opened runs when it begins
	 * @param since when the wait began, on the candidate's clock
	 */
	private record Waiting(GuardedCalls calls, Runnable opened, long since) {
	}

	private static final String UNKNOWN = "its preparation has not returned.";

	private final Candidate candidate;

	private final Optional<TermPreparation> preparation;

	private final EngineThread engine;

	private final Consumer<String> problem;

	private final Runnable yield;

	private @Nullable Waiting waiting;

	private boolean preparing;

	/** Why no call has succeeded. */
	private String reason = UNKNOWN;

	/**
	 * Creates an opening.
	 * @param candidate whose terms begin
	 * @param problem takes why a term has not begun yet; empty when one has
	 * @param yield gives a term up
	 */
	TermOpening(Candidate candidate, Consumer<String> problem, Runnable yield) {
		this.candidate = candidate;
		this.preparation = candidate.settings().preparation();
		this.problem = problem;
		this.yield = yield;
		this.engine = new EngineThread(candidate.runtime().engine(), (failure) -> candidate.log()
			.error("Election '{}': the preparation of a term failed.", candidate.name(), failure));
	}

	/**
	 * Lets the present term begin, as soon as it is prepared.
	 * @param opened runs then, unless the term ends before
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
			prepare(term);
			lookLater(term);
		}
	}

	/**
	 * Takes in that the term has ended.
	 */
	void end() {
		this.waiting = null;
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void prepare(Waiting term) {
		if (!term.equals(this.waiting) || this.preparing) {
			return;
		}
		TermPreparation how = this.preparation.orElseThrow();
		try {
			this.candidate.runtime().listeners().execute(() -> prepare(how, term));
			this.preparing = true;
		}
		catch (Throwable ex) {
			// There is no thread just now.
			this.engine.schedule(() -> prepare(term), retryPeriod());
		}
	}

	/**
	 * Prepares a term, on a thread that may block.
	 */
	private void prepare(TermPreparation how, Waiting term) {
		Optional<Throwable> failure = Optional.empty();
		try {
			how.prepare(this.candidate.name(), term.calls().fencingToken());
		}
		catch (Throwable ex) {
			failure = Optional.of(ex);
		}
		Optional<Throwable> result = failure;
		this.engine.execute(() -> prepared(term, result));
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void prepared(Waiting term, Optional<Throwable> failure) {
		this.preparing = false;
		failure.ifPresent(this::failed);
		Waiting present = this.waiting;
		if (!term.equals(present)) {
			if (present != null) {
				prepare(present);
			}
			return;
		}
		if (failure.isPresent()) {
			this.engine.schedule(() -> prepare(term), retryPeriod());
			return;
		}
		this.waiting = null;
		this.reason = UNKNOWN;
		this.problem.accept("");
		if (this.candidate.authority().open(term.calls())) {
			term.opened().run();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void lookLater(Waiting term) {
		long left = patience().toNanos() - waited(term);
		this.engine.schedule(() -> look(term), (left > 0) ? Math.min(left, retryPeriod()) : retryPeriod());
	}

	/**
	 * Looks whether a term has waited for too long.
	 */
	private void look(Waiting term) {
		if (!term.equals(this.waiting)) {
			return;
		}
		if (this.preparing) {
			report();
		}
		if (waited(term) >= patience().toNanos()) {
			this.yield.run();
		}
		lookLater(term);
	}

	/**
	 * Takes in why a call failed, also one that returns when its term has ended: it may
	 * have taken longer than the patience lasts.
	 */
	private void failed(Throwable failure) {
		this.reason = String.valueOf(failure.getMessage());
		report();
		this.candidate.log().debug("Election '{}': a term could not be prepared", this.candidate.name(), failure);
	}

	private void report() {
		this.problem.accept("A term cannot begin: %s It is tried again every %s; after %s this candidate yields."
			.formatted(this.reason, ElectionTimings.text(this.candidate.settings().timings().retryPeriod()),
					ElectionTimings.text(patience())));
	}

	private Duration patience() {
		return this.preparation.orElseThrow().patience();
	}

	private long waited(Waiting term) {
		return this.candidate.now() - term.since();
	}

	private long retryPeriod() {
		return this.candidate.settings().timings().retryPeriod().toNanos();
	}

}
