package io.leader.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics;
import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionStatus;
import io.leader.election.RemainingTime;
import io.leader.lock.ElectionLock;

/**
 * An election on two locks, for the time of a change from the first to the second: its
 * candidate leads only while it holds both. So no two lead at once of those who stand for
 * the first, for both and for the second, as long as the first and the last do not run at
 * the same time.
 * <p>
 * The first lock comes first: only who holds it stands for the second, and gives it up
 * only when the term on the second has ended, drained and been released. Who cannot get
 * the second for a lease, although nobody holds it, gives the first up to others.
 */
final class PairedElection implements ManagedElection {

	private final ElectionSettings settings;

	private final ElectionClock clock;

	private final EngineThread engine;

	private final ElectionLog log;

	private final Election first;

	private final Election second;

	private static final int MOST_DOUBLINGS = 4;

	/**
	 * How often in a row the first lock was of no use. Confined to the engine's thread.
	 */
	private int inVain;

	/** The first lock while the second is stood for; used where listeners are told. */
	private volatile @Nullable GuardedCall hold;

	PairedElection(ElectionSettings settings, ElectionLock firstLock, ElectionLock secondLock, ElectionRuntime runtime,
			Load load) {
		this.settings = settings;
		this.clock = runtime.clock();
		this.log = new ElectionLog(runtime.log());
		this.engine = new EngineThread(runtime.engine(), (failure) -> this.log
			.error("Election '{}': a look at its second lock failed.", settings.name(), failure));
		this.second = new Election(settings, secondLock, runtime, new Load(), this);
		this.first = new Election(settings, firstLock, runtime, load, this);
		this.first.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				standForSecond();
			}

			@Override
			public void onRevoked(LeaderElection election) {
				leaveSecond();
			}

			@Override
			public void onOtherLeader(LeaderElection election, String leader) {
				PairedElection.this.second.tellOfOther(leader);
			}

		});
	}

	/**
	 * Stands for the second lock while the first is held, and holds the first as a
	 * guarded call does.
	 */
	@SuppressWarnings("MustBeClosedChecker")
	private void standForSecond() {
		GuardedCall held = this.first.enter();
		this.hold = held;
		if (held != null) {
			this.second.start();
			long now = this.clock.nanoTime();
			this.engine.execute(() -> lookAtSecond(held, now));
		}
	}

	/**
	 * Looks now and then whether holding the first lock is of use.
	 * @param held the present hold on the first lock
	 * @param wellAt when the second was last seen to be held by anybody
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void lookAtSecond(GuardedCall held, long wellAt) {
		if (this.hold != held) {
			return;
		}
		long next = wellAt;
		try {
			next = this.second.isHeldByAnybody() ? this.clock.nanoTime() : wellAt;
			if (giveUpFirst(this.clock.nanoTime() - next)) {
				return;
			}
			if (this.first.isHeldForLife()) {
				// No renewal contradicts a watch that shows nothing.
				this.first.lookAgain();
			}
		}
		finally {
			long well = next;
			this.engine.schedule(() -> lookAtSecond(held, well), this.settings.timings().retryPeriod().toNanos());
		}
	}

	/**
	 * Lets others stand for the first lock if the second has been out of reach for a
	 * lease: for a lease, and each time for longer, so that they notice.
	 */
	private boolean giveUpFirst(long outOfReach) {
		Duration lease = this.settings.timings().leaseInForce();
		if (this.second.isLeader()) {
			this.inVain = 0;
		}
		if (outOfReach < lease.toNanos()) {
			return false;
		}
		Duration absence = lease.multipliedBy(1L << Math.min(this.inVain, MOST_DOUBLINGS));
		if (!this.first.yieldLeadership(absence)) {
			return false;
		}
		this.inVain++;
		this.log.warn("Election '{}': this candidate holds the former lock and could not get the new one for "
				+ "{}; it lets others stand for the former one.", name(), ElectionTimings.text(lease));
		return true;
	}

	/**
	 * Ends the term on the second lock, and lets go of the first when that has ended and
	 * its listeners have returned.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	private void leaveSecond() {
		GuardedCall held = this.hold;
		this.hold = null;
		if (held != null) {
			this.second.stop()
				.thenCompose((stopped) -> this.second.told())
				.whenComplete((told, failure) -> held.close());
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
		GuardedCall one = this.first.enter();
		if (one == null) {
			return null;
		}
		GuardedCall two = this.second.enter();
		if (two == null) {
			one.close();
			return null;
		}
		return new PairedCall(one, two);
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
