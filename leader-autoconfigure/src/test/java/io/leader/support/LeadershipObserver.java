package io.leader.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Repeatedly checks whether contenders lead, and compares its observations with the terms
 * of peers.
 */
public final class LeadershipObserver implements AutoCloseable {

	private static final long PAUSE_NANOS = 100_000;

	/**
	 * A time span in which a contender reported that it leads.
	 *
	 * @param who the contender
	 * @param from just after the first check that found it leading
	 * @param to just before the last check that found it leading, or {@code from} if only
	 * one check did
	 */
	public record Led(Contender who, long from, long to) {
	}

	private final List<Contender> contenders = new CopyOnWriteArrayList<>();

	private final List<Led> led = new CopyOnWriteArrayList<>();

	private final List<String> bothOurs = new CopyOnWriteArrayList<>();

	private final Thread thread = new Thread(this::observe, "observer");

	private volatile Contender seen;

	private volatile boolean over;

	public LeadershipObserver() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	public void add(Contender contender) {
		this.contenders.add(contender);
	}

	/**
	 * Stops observing a contender that is killed. Unlike a killed process, the contender
	 * still exists as an object, and might still report that it leads.
	 */
	public void remove(Contender contender) {
		this.contenders.remove(contender);
	}

	private void observe() {
		Led current = null;
		while (!this.over) {
			long before = System.nanoTime();
			List<Contender> leading = this.contenders.stream().filter(Contender::leads).toList();
			long after = System.nanoTime();
			if (leading.size() > 1 && leading.get(0).leads() && this.bothOurs.isEmpty()) {
				// The first one still leads after the second one was found leading.
				this.bothOurs.add(leading.toString());
			}
			Contender found = leading.isEmpty() ? null : leading.get(0);
			this.seen = found;
			if (current != null && current.who() == found) {
				current = new Led(found, current.from(), Math.max(current.from(), before));
			}
			else {
				if (current != null) {
					this.led.add(current);
				}
				current = (found != null) ? new Led(found, after, after) : null;
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
		if (current != null) {
			this.led.add(current);
		}
	}

	/**
	 * Returns whether the contender is the first one that the last check found leading.
	 */
	public boolean sees(Contender contender) {
		return this.seen == contender;
	}

	/**
	 * Stops observing.
	 */
	@Override
	public void close() {
		this.over = true;
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the observed time spans, which are complete after {@link #close()}.
	 */
	public List<Led> led() {
		return List.copyOf(this.led);
	}

	/**
	 * Stops observing, and asserts that neither two contenders nor a contender and a peer
	 * led at the same time.
	 * @param peers the peers
	 * @param late the maximum delay, in nanoseconds, with which a peer is notified of the
	 * end of its term
	 */
	public void assertNeverTwo(List<? extends ObservedPeer> peers, long late) {
		close();
		assertThat(this.bothOurs).isEmpty();
		for (ObservedPeer peer : peers) {
			for (ObservedPeer.ObservedTerm theirs : peer.terms()) {
				assertThat(this.led).as("%s while %s", theirs, peer)
					.noneMatch((ours) -> ours.from() < theirs.to() - (theirs.notified() ? late : 0)
							&& theirs.from() < ours.to());
			}
		}
	}

}
