package io.leader.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Alarm;
import io.leader.engine.machine.Effect;
import io.leader.engine.machine.Input;
import io.leader.engine.machine.Machine;
import io.leader.engine.machine.State;
import io.leader.engine.machine.Transition;
import io.leader.lock.InstanceMark;

/**
 * Drives the machine that makes the decisions of one candidate. Feeds one input after
 * another to the machine and performs the resulting effects. Confined to the engine's
 * thread, except {@link #feed}, {@link #stop}, and {@link #state}.
 */
final class ElectionDriver {

	private static final int MAX_ATTEMPTS = 3;

	private static final EffectPerformers<ElectionDriver> PERFORMERS = performers();

	private final Candidate candidate;

	private final Machine machine;

	private final EngineThread engine;

	private final ElectionReporter reporter;

	private final Alarms alarms;

	private final Terms terms;

	private final LockAccess access;

	private final Surroundings surroundings;

	private final Deque<Supplier<Input>> inputs = new ArrayDeque<>();

	private final Deque<Effect> effects = new ArrayDeque<>();

	private List<Effect.Wake> wakes = List.of();

	private final List<CompletableFuture<Void>> stops = new ArrayList<>();

	private volatile State state;

	private RandomGenerator random;

	private Terms.Sent clocks;

	private boolean running;

	/**
	 * How many times the current effect or input has failed, counted at most once per
	 * retry period.
	 */
	private int attempts;

	private long lastAttempt;

	/**
	 * Creates a driver.
	 * @param candidate the candidate
	 * @param machine the machine that makes its decisions
	 * @param initial the initial state of the machine
	 * @param reporter creates the reporter, given a supplier of the current state
	 * @param load counts the elections that this process leads or whose locks it has
	 * claimed
	 */
	ElectionDriver(Candidate candidate, Machine machine, State initial,
			Function<Supplier<State>, ElectionReporter> reporter, Load load) {
		this.candidate = candidate;
		ElectionRuntime runtime = candidate.runtime();
		this.random = runtime.random().get();
		this.clocks = new Terms.Sent(runtime.clock().nanoTime(), runtime.clock().currentTimeMillis());
		this.machine = machine;
		this.state = initial;
		this.reporter = reporter.apply(this::state);
		this.engine = new EngineThread(runtime.engine(), this::failed);
		this.alarms = new Alarms(this.engine, candidate::now, () -> this.random, this::ring);
		this.terms = new Terms(candidate, this.engine, this::take, this::endMarks);
		this.surroundings = new Surroundings(candidate, this.terms, load);
		this.access = new LockAccess(candidate, this.engine, this::take);
	}

	private static EffectPerformers<ElectionDriver> performers() {
		EffectPerformers<ElectionDriver> performers = new EffectPerformers<>();
		LockAccess.registerActions(performers, (driver) -> driver.access);
		Terms.registerActions(performers, (driver) -> driver.terms);
		ElectionReporter.registerActions(performers, ElectionDriver::reporter);
		performers.on(Effect.NotifyRevoked.class, ElectionDriver::revoked);
		performers.on(Effect.ReportOverdue.class,
				(driver, report) -> driver.reporter.overdue(report.listenersReturned(), driver.terms.running()));
		performers.on(Effect.DrawName.class, (driver, draw) -> driver.drawName());
		performers.on(Effect.DrawMark.class, (driver, draw) -> driver.drawMark());
		performers.on(Effect.EndMarks.class, (driver, end) -> end.marks().forEach(InstanceMark::end));
		performers.on(Effect.NotifyStopped.class, (driver, stopped) -> driver.notifyStopped());
		return performers;
	}

	ElectionReporter reporter() {
		return this.reporter;
	}

	private void revoked(Effect.NotifyRevoked revoked) {
		this.reporter.revoked(revoked, () -> feed(new Input.ListenersReturned(revoked.term())));
	}

	/**
	 * Returns the state of the machine after the last input. Can be called from any
	 * thread.
	 */
	State state() {
		return this.state;
	}

	/**
	 * Schedules an input for the machine. Can be called from any thread.
	 * @return {@code false} if the engine is closed
	 */
	boolean feed(Input input) {
		return this.engine.execute(() -> take(input));
	}

	CompletableFuture<Void> stop() {
		CompletableFuture<Void> done = new CompletableFuture<>();
		boolean accepted = this.engine.execute(() -> {
			this.stops.add(done);
			take(new Input.Stop());
		});
		if (!accepted) {
			done.complete(null);
		}
		return done;
	}

	private void notifyStopped() {
		List<CompletableFuture<Void>> waiting = List.copyOf(this.stops);
		this.stops.clear();
		waiting.forEach((done) -> done.complete(null));
	}

	private void ring() {
		List<Alarm> due = this.alarms.takeDue();
		if (due.isEmpty()) {
			due = List.of(Alarm.STEP);
		}
		due.forEach((alarm) -> this.inputs.add(() -> new Input.Rang(alarm)));
		run();
	}

	private void take(Input input) {
		take(() -> input);
	}

	private void take(Supplier<Input> input) {
		this.inputs.add(input);
		run();
	}

	/**
	 * Processes everything that is pending: the effects of the last input first, and then
	 * the next input. A failed step stays pending and is retried a few times (rule 10).
	 */
	private void run() {
		if (this.running) {
			return;
		}
		this.running = true;
		try {
			while (!this.effects.isEmpty() || !this.inputs.isEmpty()) {
				if (this.effects.isEmpty()) {
					advance(this.inputs.element().get());
					this.inputs.remove();
				}
				else {
					perform(this.effects.element());
					this.effects.remove();
				}
				this.attempts = 0;
			}
			this.terms.retainOnly(this.state.situation().outbox());
			this.alarms.set(this.wakes);
			this.reporter.publish();
		}
		finally {
			this.running = false;
		}
	}

	/**
	 * Processes any changes in the surroundings, and then an input.
	 */
	private void advance(Input input) {
		ElectionClock clock = this.candidate.runtime().clock();
		Terms.Sent read = new Terms.Sent(clock.nanoTime(), clock.currentTimeMillis());
		this.clocks = read;
		long now = read.nanos() - this.candidate.origin();
		nextIf(this.surroundings.clocks(this.state, now), now);
		nextIf(this.surroundings.authority(this.state), now);
		nextIf(this.surroundings.calls(this.state), now);
		nextIf(this.surroundings.others(this.state), now);
		nextIf(this.surroundings.neighbors(this.state, input), now);
		next(input, now);
	}

	private void nextIf(@Nullable Input changed, long now) {
		if (changed != null) {
			next(changed, now);
		}
	}

	private void next(Input input, long now) {
		Transition transition = this.machine.next(this.state, input, now);
		List<Effect.Wake> alarmsWanted = new ArrayList<>(Alarms.FEW);
		List<Effect> all = transition.effects();
		for (int i = 0; i < all.size(); i++) {
			Effect effect = all.get(i);
			if (effect instanceof Effect.Wake wake) {
				alarmsWanted.add(wake);
			}
			else {
				this.effects.add(effect);
			}
		}
		this.wakes = alarmsWanted;
		this.state = transition.state();
		this.surroundings.stateChanged(this.state);
	}

	private void perform(Effect effect) {
		if (effect instanceof Effect.Write write) {
			this.terms.sent(write.call(), this.clocks);
		}
		PERFORMERS.perform(this, effect);
	}

	/**
	 * Obtains an identity and a mark. If this fails, the machine requests both again.
	 */
	private void drawName() {
		try {
			String identity = this.candidate.settings().identity().get();
			if (identity.isBlank()) {
				throw new IllegalStateException(
						"The identity in election '" + this.candidate.name() + "' must not be blank.");
			}
			RandomGenerator drawn = this.candidate.runtime().random().get();
			InstanceMark mark = this.candidate.settings().mark().get();
			this.random = drawn;
			this.inputs.addFirst(() -> new Input.Named(identity, mark));
		}
		catch (Throwable ex) {
			this.reporter.failed(ex);
		}
	}

	private void drawMark() {
		InstanceMark mark = this.candidate.settings().mark().get();
		this.inputs.addFirst(() -> new Input.Marked(mark));
	}

	/**
	 * Schedules another attempt at a failed step. A step that fails repeatedly is
	 * abandoned, so that it does not end the election.
	 */
	private void failed(Throwable failure) {
		long pause = this.candidate.settings().timings().retryPeriod().toNanos();
		this.alarms.ringIn(pause);
		long now = this.candidate.now();
		if (this.attempts == 0 || now - this.lastAttempt >= pause) {
			this.attempts++;
			this.lastAttempt = now;
		}
		if (this.attempts > MAX_ATTEMPTS) {
			this.attempts = 0;
			if (this.effects.poll() == null) {
				this.inputs.poll();
			}
		}
		this.reporter.failed(failure);
	}

	private void endMarks() {
		this.state.situation().name().marks().forEach(InstanceMark::end);
	}

}
