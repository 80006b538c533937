package io.leader.engine;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.leader.election.ElectionStatistics.GuardedCallOutcome;
import io.leader.election.RemainingTime;

/**
 * The authority of one candidate, which the application's threads share with the engine's
 * thread. The machine that makes the decisions is confined to the engine's thread.
 * <p>
 * The authority and the machine interact as follows:
 * <ul>
 * <li>The machine begins and extends the authority when writes are acknowledged, and ends
 * it when the term ends. Its decisions arrive as effects, in order, on the engine's
 * thread.</li>
 * <li>The authority also expires by the clock, without any action. The engine checks for
 * this before each input and reports it to the machine as an input. The first thread that
 * requires valid authority and finds it expired replaces it with an authority that stays
 * expired. A renewal that is acknowledged afterward extends nothing, and no thread finds
 * this authority valid again.</li>
 * <li>An application thread gives up the authority with one compare-and-set, so no
 * guarded call of the term starts after {@link #giveUp()} has returned, even if the
 * engine is busy. The machine receives this as an input, too. Until the machine has
 * processed the input, it assumes that this candidate leads, but a renewal that it sends
 * extends nothing, since {@link #prolong} replaces the authority only while it is
 * valid.</li>
 * <li>A guarded call is counted before it checks the authority, and the authority ends
 * before the count is checked. Therefore, the drain waits for every call that
 * starts.</li>
 * </ul>
 */
final class SharedAuthority {

	private final ElectionClock clock;

	private final ElectionCounters counters;

	private final long leaseNanos;

	private final AtomicReference<@Nullable Authority> current = new AtomicReference<>();

	private final List<LeadershipSign> signs = new CopyOnWriteArrayList<>();

	private volatile @Nullable Authority last;

	private volatile boolean leaseOver;

	/**
	 * Creates an instance without authority.
	 * @param clock the clocks by which authority expires
	 * @param counters counts guarded calls
	 * @param lease the lease duration that other candidates wait out
	 */
	SharedAuthority(ElectionClock clock, ElectionCounters counters, Duration lease) {
		this.clock = clock;
		this.counters = counters;
		this.leaseNanos = lease.toNanos();
	}

	// On any thread

	/**
	 * Returns the current authority, which may have expired by the clock; {@code null} if
	 * there is none.
	 */
	@Nullable Authority current() {
		return this.current.get();
	}

	/**
	 * Returns whether the authority is valid, even if its term has not begun for the
	 * application.
	 */
	boolean holds() {
		return held() != null;
	}

	/**
	 * Returns whether the application may act as leader.
	 */
	boolean leads() {
		Authority held = held();
		return held != null && held.calls().isOpen();
	}

	OptionalLong fencingToken() {
		Authority held = held();
		return (held != null && held.calls().isOpen()) ? OptionalLong.of(held.calls().fencingToken())
				: OptionalLong.empty();
	}

	/**
	 * Returns the current authority if it is valid, and {@code null} otherwise. Authority
	 * that this method finds to have expired stays expired.
	 */
	private @Nullable Authority held() {
		Authority held = this.current.get();
		while (held != null && !held.holds(this.clock)) {
			if (held.over() || this.current.compareAndSet(held, held.toExpired())) {
				return null;
			}
			// The authority has changed in the meantime.
			held = this.current.get();
		}
		return held;
	}

	GuardedCalls.@Nullable Call enter() {
		Authority held = this.current.get();
		if (held != null && held.calls().isOpen()) {
			GuardedCalls.Call call = held.calls().enter();
			boolean permitted = false;
			try {
				if (holdsIn(held.calls())) {
					this.counters.guarded(GuardedCallOutcome.PERMITTED);
					permitted = true;
					return call;
				}
			}
			finally {
				if (!permitted) {
					call.close();
				}
			}
		}
		this.counters.guarded(GuardedCallOutcome.REFUSED);
		return null;
	}

	private boolean holdsIn(GuardedCalls calls) {
		Authority held = held();
		return held != null && held.calls() == calls;
	}

	/**
	 * Ends the authority if it is valid. Expired authority is not given up; the engine
	 * ends its term.
	 * @return the number of the term, or empty if there was no valid authority
	 */
	OptionalLong giveUp() {
		Authority held = held();
		// If the authority is extended in the meantime, the next attempt ends the new
		// one.
		while (held != null) {
			hideSigns();
			if (this.current.compareAndSet(held, null)) {
				return OptionalLong.of(held.calls().term());
			}
			held = held();
		}
		return OptionalLong.empty();
	}

	/**
	 * Returns how much remains of the lease of the current or last authority. The lease
	 * is measured from the sending of the write that began or last extended the
	 * authority, and is unlimited if the lock does not expire. Nothing remains once
	 * others might hold the lock even though the lease has not expired by the clock.
	 */
	RemainingTime leaseRemaining() {
		Authority known = this.last;
		if (known == null || this.leaseOver) {
			return RemainingTime.NONE;
		}
		if (known.isForLife()) {
			return RemainingTime.UNLIMITED;
		}
		long beyond = this.leaseNanos - known.spanNanos();
		return RemainingTime.of(Duration.ofNanos(known.remainingNanos(this.clock) + beyond));
	}

	void addSign(LeadershipSign sign) {
		this.signs.add(sign);
	}

	private void hideSigns() {
		this.signs.forEach(LeadershipSign::hide);
	}

	// On the engine's thread

	void begin(Authority first) {
		// This field is set first, so that the remaining lease is known however the
		// authority ends.
		this.last = first;
		this.leaseOver = false;
		this.current.set(first);
	}

	/**
	 * Lets a term begin for the application.
	 * @return whether its authority is valid
	 */
	boolean open(GuardedCalls term) {
		term.open();
		return holdsIn(term);
	}

	/**
	 * Extends the authority unless it has ended. Authority that has ended stays ended,
	 * even if this candidate turns out to still hold the lock.
	 */
	void prolong(Authority next) {
		Authority held = held();
		if (held != null && held.calls() == next.calls() && this.current.compareAndSet(held, next)) {
			this.last = next;
		}
	}

	void end() {
		try {
			hideSigns();
		}
		finally {
			this.current.set(null);
		}
	}

	/**
	 * Records that others might hold the lock even though the lease has not expired by
	 * the clock, because a release is sent, or because the lock was observed to be gone
	 * or to contain another record.
	 */
	void leaseOver() {
		this.leaseOver = true;
	}

}
