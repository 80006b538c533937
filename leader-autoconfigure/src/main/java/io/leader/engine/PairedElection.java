package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.engine.machine.Pairing;
import io.leader.lock.ElectionLock;

/**
 * An election on two locks, for migrating from the first to the second. Its candidate
 * leads only while it holds both. {@link Pairing} makes the decisions, and this class
 * carries them out on the two elections.
 */
final class PairedElection implements ManagedElection {

	private final ElectionSettings settings;

	private final ElectionClock clock;

	private final EngineThread engine;

	private final ElectionLog log;

	private final Election first;

	private final Election second;

	/** Guarded by this object's monitor. */
	private Pairing pairing;

	/**
	 * The guarded call that keeps the first lock from being released. Set on the thread
	 * that notifies the first lock's listeners, and cleared later, possibly on another
	 * thread.
	 */
	private volatile @Nullable GuardedCall hold;

	PairedElection(ElectionSettings settings, ElectionLock firstLock, ElectionLock secondLock, ElectionRuntime runtime,
			Load load) {
		this.settings = settings;
		this.clock = runtime.clock();
		this.log = new ElectionLog(runtime.log());
		this.engine = new EngineThread(runtime.engine(), (failure) -> this.log
			.error("Election '{}': a check of the second lock failed", settings.name(), failure));
		this.pairing = Pairing
			.initial(new Pairing.Limits(settings.timings().leaseInForce().toNanos(), firstLock.isHeldForLife()));
		this.second = new Election(settings, secondLock, runtime, new Load(), this);
		this.first = new Election(settings.unprepared(), firstLock, runtime, load, this);
		this.first.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				keepFirst();
			}

			@Override
			public void onRevoked(LeaderElection election) {
				process(Pairing::lost);
			}

			@Override
			public void onOtherLeader(LeaderElection election, String leader) {
				PairedElection.this.second.notifyOtherLeader(leader);
			}

		});
	}

	/**
	 * Processes an event and carries out the resulting orders.
	 */
	private void process(Function<Pairing, Pairing.Decision> input) {
		Pairing.Decision decision;
		synchronized (this) {
			decision = input.apply(this.pairing);
			this.pairing = decision.next();
		}
		decision.orders().forEach(this::perform);
	}

	private synchronized Pairing pairing() {
		return this.pairing;
	}

	@SuppressWarnings("MustBeClosedChecker")
	private void keepFirst() {
		GuardedCall held = this.first.enterUnregistered();
		if (held != null) {
			this.hold = held;
			long now = this.clock.nanoTime();
			process((before) -> before.acquired(now));
			long round = pairing().rounds();
			this.engine.execute(() -> checkSecond(round));
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void checkSecond(long round) {
		if (!pairing().campaignsIn(round)) {
			return;
		}
		try {
			boolean held = this.second.isHeld();
			boolean own = this.second.holds();
			long now = this.clock.nanoTime();
			process((before) -> before.checked(held, own, now));
		}
		finally {
			this.engine.schedule(() -> checkSecond(round), this.settings.timings().retryPeriod().toNanos());
		}
	}

	private void perform(Pairing.Order order) {
		if (order instanceof Pairing.Order.StartSecond) {
			this.second.start();
		}
		else if (order instanceof Pairing.Order.StopSecond) {
			stopSecond();
		}
		else if (order instanceof Pairing.Order.FreeFirst) {
			GuardedCall held = this.hold;
			this.hold = null;
			if (held != null) {
				held.close();
			}
		}
		else if (order instanceof Pairing.Order.YieldFirst yield) {
			yieldFirst(Duration.ofNanos(yield.absence()));
		}
		else if (order instanceof Pairing.Order.ReadFirst) {
			this.first.readSoon();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private void stopSecond() {
		(this.first.isStopping() ? this.second.stop() : this.second.leave())
			.thenCompose((stopped) -> this.second.delivered())
			.whenComplete((delivered, failure) -> process(Pairing::left));
	}

	private void yieldFirst(Duration absence) {
		if (this.first.yieldLeadership(absence)) {
			process(Pairing::yielded);
			this.log.warn(
					"Election '{}': this candidate holds the old lock but has been unable to acquire the new "
							+ "one for {}; it yields the old lock so that other candidates can acquire it.",
					name(), ElectionTimings.text(this.settings.timings().leaseInForce()));
		}
	}

	@Override
	public void addSign(LeadershipSign sign) {
		this.first.addSign(sign);
		this.second.addSign(sign);
	}

	@Override
	public void start() {
		this.first.start();
	}

	@Override
	public boolean hasStarted() {
		return this.first.hasStarted();
	}

	@Override
	public CompletableFuture<Void> stop() {
		return this.first.stop();
	}

	@Override
	public String name() {
		return this.second.name();
	}

	@Override
	public String identity() {
		return this.second.identity();
	}

	@Override
	public boolean isLeader() {
		return this.first.isLeader() && this.second.isLeader();
	}

	@Override
	public OptionalLong fencingToken() {
		OptionalLong token = this.second.fencingToken();
		return this.first.isLeader() ? token : OptionalLong.empty();
	}

	@Override
	public RemainingTime leaseRemaining() {
		return shorter(this.first.leaseRemaining(), this.second.leaseRemaining());
	}

	private static RemainingTime shorter(RemainingTime one, RemainingTime two) {
		return (one.compareTo(two) < 0) ? one : two;
	}

	@Override
	public boolean yieldLeadership() {
		boolean led = isLeader();
		return this.first.yieldLeadership() && led;
	}

	@Override
	public boolean yieldLeadership(Duration stayOut) {
		boolean led = isLeader();
		return this.first.yieldLeadership(stayOut) && led;
	}

	@Override
	public boolean endAbsence() {
		return this.first.endAbsence();
	}

	@Override
	public LeaderElectionStatus status() {
		LeaderElectionStatus one = this.first.status();
		LeaderElectionStatus two = this.second.status();
		boolean leading = one.leading() && two.leading();
		LeaderElectionStatus seen = one.leading() ? two : one;
		List<String> problems = new ArrayList<>(one.problems());
		problems.addAll(two.problems());
		return LeaderElectionStatus.builder(name(), identity(), two.lock())
			.leader(seen.leader())
			.leading(leading)
			.since(seen.since())
			.transitions(seen.transitions())
			.lastRenewal(seen.lastRenewal())
			.authorityRemaining(shorter(one.authorityRemaining(), two.authorityRemaining()))
			.fencingToken(leading ? two.fencingToken() : null)
			.absence(one.absence())
			.problems(problems)
			.failure((one.failure() != null) ? one.failure() : two.failure())
			.build();
	}

	@Override
	public ElectionStatistics statistics() {
		return this.second.statistics();
	}

	@Override
	public @Nullable GuardedCall enter() {
		GuardedCall one = this.first.enterUnregistered();
		if (one == null) {
			return this.second.refuse();
		}
		GuardedCalls.Call two = null;
		try {
			two = this.second.enterUnregistered();
			if (two != null) {
				GuardedCall both = new PairedCall(one, two);
				return this.settings.preparation().isEmpty() ? both
						: GuardedThread.enter(name(), two.fencingToken(), both);
			}
			one.close();
			return null;
		}
		catch (Throwable ex) {
			one.close();
			if (two != null) {
				two.close();
			}
			throw ex;
		}
	}

	@Override
	public void addListener(LeaderElectionListener listener) {
		this.second.addListener(listener);
	}

	@Override
	public void removeListener(LeaderElectionListener listener) {
		this.second.removeListener(listener);
	}

	@Override
	public String toString() {
		return "election '" + name() + "' as '" + identity() + "' on two locks";
	}

}
