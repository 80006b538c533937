package io.leader.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks again and again whether contenders lead, and compares what it saw with what peers
 * said.
 */
public final class LeadershipObserver implements AutoCloseable {

	private static final long PAUSE_NANOS = 100_000;

	/**
	 * A span in which one of ours said that it leads.
	 *
	 * @param who which one
	 * @param from just after the first look that said so
	 * @param to just before the last look that said so
	 */
	public record Led(Contender who, long from, long to) {
	}

	private final List<Contender> contenders = new CopyOnWriteArrayList<>();

	private final List<Led> led = new CopyOnWriteArrayList<>();

	private final List<String> bothOurs = new CopyOnWriteArrayList<>();

	private final Thread thread = new Thread(this::look, "observer");

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
	 * Stops looking at a contender that is about to be killed: its process would be gone.
	 */
	public void remove(Contender contender) {
		this.contenders.remove(contender);
	}

	private void look() {
		Led current = null;
		while (!this.over) {
			long before = System.nanoTime();
			List<Contender> leading = this.contenders.stream().filter(Contender::leads).toList();
			long after = System.nanoTime();
			if (leading.size() > 1 && leading.get(0).leads() && this.bothOurs.isEmpty()) {
				// The first still leads after the second was seen to.
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
	 * Whether the last look showed that a contender leads.
	 */
	public boolean sees(Contender contender) {
		return this.seen == contender;
	}

	/**
	 * Stops looking.
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
	 * The terms seen until {@link #close()}.
	 */
	public List<Led> led() {
		return List.copyOf(this.led);
	}

	/**
	 * Stops looking, and checks that no two of ours led at once, nor one of ours beside a
	 * peer.
	 * @param peers the peers
	 * @param late how much later than its term's end a peer is told of it, in nanoseconds
	 */
	public void assertNeverTwo(List<? extends ObservedPeer> peers, long late) {
		close();
		assertThat(this.bothOurs).isEmpty();
		for (ObservedPeer peer : peers) {
			for (ObservedPeer.Told theirs : peer.terms()) {
				assertThat(this.led).as("%s while %s", theirs, peer)
					.noneMatch((ours) -> ours.from() < theirs.to() - (theirs.told() ? late : 0)
							&& theirs.from() < ours.to());
			}
		}
	}

}
