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
 * The few words that the application's threads and the engine's thread share; everything
 * else is confined to the engine's thread.
 * <p>
 * How they fit together with the machine that decides:
 * <ul>
 * <li>The machine begins and prolongs an authority by acknowledged writes, and ends it.
 * Its decisions reach this place as effects, in order, on the engine's thread.</li>
 * <li>The authority also ends by the clock, without anybody's doing. The engine looks
 * here before each input, and the machine takes it in as an input. A thread that finds it
 * to be over by the clock first replaces it with one that stays over: a renewal that is
 * acknowledged at that moment prolongs nothing, and no thread finds that it holds
 * again.</li>
 * <li>An application's thread gives the authority up with one compare-and-set, so that no
 * guarded call starts after {@link #giveUp()} has returned, however busy the engine is.
 * The machine takes that in as an input, too: until then it believes to lead, and a
 * renewal that it sends meanwhile prolongs nothing, since {@link #prolong} replaces only
 * an authority that holds.</li>
 * <li>A guarded call is counted before it looks at the authority, and the authority ends
 * before the count is looked at: whichever comes first, no call starts that the end of
 * the term does not wait for.</li>
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
	 * Creates no authority.
	 * @param clock the clocks that it is compared with
	 * @param counters counts guarded calls
	 * @param lease the lease that others wait out
	 */
	SharedAuthority(ElectionClock clock, ElectionCounters counters, Duration lease) {
		this.clock = clock;
		this.counters = counters;
		this.leaseNanos = lease.toNanos();
	}

	// On any thread

	/**
	 * The present authority, which may be over by the clock.
	 */
	@Nullable Authority current() {
		return this.current.get();
	}

	/**
	 * Whether the authority holds, also that of a term that has not begun for the
	 * application.
	 */
	boolean holds() {
		return held() != null;
	}

	/**
	 * Whether the application may act as leader.
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
	 * The present authority if it holds. If it is over by the clock, it is over for good
	 * when this returns.
	 */
	private @Nullable Authority held() {
		Authority held = this.current.get();
		while (held != null && !held.holds(this.clock)) {
			if (held.over() || this.current.compareAndSet(held, held.seenOver())) {
				return null;
			}
			// A renewal came in between.
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
	 * Ends the authority if it holds. What has expired is not given up but lost, and the
	 * engine sees to that.
	 * @return the number of the term that this ended
	 */
	OptionalLong giveUp() {
		Authority held = held();
		// A renewal may come in between.
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
	 * What is left of the lease of the present or the last authority.
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
		// Noted first: what is left of its lease is known, no matter how it ends.
		this.last = first;
		this.leaseOver = false;
		this.current.set(first);
	}

	/**
	 * Lets a term begin for the application.
	 * @return whether its authority holds
	 */
	boolean open(GuardedCalls term) {
		term.open();
		return holdsIn(term);
	}

	/**
	 * Prolongs an authority, unless it has ended: then it stays ended, even if the lock
	 * turns out to be this candidate's still.
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
	 * Notes that others may hold the lock, whatever the clock says: it is released, gone,
	 * or was seen in other hands.
	 */
	void leaseOver() {
		this.leaseOver = true;
	}

}
