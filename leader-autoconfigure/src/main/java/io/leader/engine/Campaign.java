package io.leader.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.leader.lock.ElectionLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;

/**
 * Under what name and mark a candidate campaigns, and by what chance (rule 13). Confined
 * to the engine's thread, except {@link #identity()}.
 */
final class Campaign {

	private final ElectionSettings settings;

	private final ElectionRuntime runtime;

	private final ElectionLock lock;

	private final OwnRecords own;

	private final List<InstanceMark> marks = new CopyOnWriteArrayList<>();

	private volatile String identity;

	private InstanceMark mark;

	private RandomGenerator random;

	/** How far the wall clock is ahead of the monotonic one. */
	private long clocksApart;

	private boolean drawn = true;

	/** When the present name was drawn, on the monotonic clock. */
	private long drawnAt;

	Campaign(ElectionSettings settings, ElectionRuntime runtime, ElectionLock lock) {
		this.settings = settings;
		this.runtime = runtime;
		this.lock = lock;
		this.identity = settings.identity().get();
		this.mark = settings.mark().get();
		this.marks.add(this.mark);
		this.random = runtime.random().get();
		this.own = new OwnRecords(this.identity, this.mark, lock.timeResolution());
		this.clocksApart = clocksApart();
		this.drawnAt = runtime.clock().nanoTime();
	}

	/**
	 * Draws a name, a mark and chance, when this candidate starts to campaign (rule 13):
	 * this process may have been restored from an image that others were restored from
	 * too. On the engine's thread.
	 * @param alone whether nothing is left of former campaigns; else their marks stay
	 * alive until a record with the new one is in the lock
	 */
	void draw(boolean alone) {
		String name = this.settings.identity().get();
		if (name.isBlank()) {
			throw new IllegalStateException(
					"The identity in election '" + this.settings.name() + "' must not be blank.");
		}
		this.identity = name;
		if (alone) {
			end();
		}
		this.random = this.runtime.random().get();
		drawMark();
		this.clocksApart = clocksApart();
		this.drawnAt = this.runtime.clock().nanoTime();
		this.drawn = true;
	}

	/**
	 * Whether something was sent under the present name.
	 * @param sentNanos when, on the monotonic clock
	 */
	boolean hasSent(long sentNanos) {
		return sentNanos - this.drawnAt >= 0;
	}

	/**
	 * Draws another mark, so that a copy of this process, if there is one, sees that it
	 * is not alone; unless the present one is not in the lock yet, and serves as well. On
	 * the engine's thread.
	 */
	void drawMarkIfUsed() {
		if (this.marks.size() == 1) {
			drawMark();
		}
	}

	private void drawMark() {
		this.mark = this.settings.mark().get();
		if (!this.marks.contains(this.mark)) {
			this.marks.add(this.mark);
		}
		this.own.become(this.identity, this.mark);
	}

	/**
	 * Notes what is in the lock: if that is a record of this candidate with the present
	 * mark, the former ones are done with. On the engine's thread.
	 */
	void isInLock(@Nullable LockRecord record) {
		if (record != null && this.marks.size() > 1 && this.mark.toString().equals(record.instance())
				&& this.own.contains(record)) {
			this.marks.stream().filter((former) -> !former.equals(this.mark)).forEach(InstanceMark::end);
			this.marks.removeIf((former) -> !former.equals(this.mark));
		}
	}

	/**
	 * Notes that nothing is left of what this candidate did under its marks. From any
	 * thread.
	 */
	void end() {
		this.marks.forEach(InstanceMark::end);
		this.marks.clear();
	}

	/**
	 * Whether the wall clock has moved on by more than an authority beyond the monotonic
	 * one since this was last called: the machine was suspended, and this process may be
	 * one of several copies that wake up now and know the same records. They are
	 * forgotten, and this becomes another candidate before it campaigns again. On the
	 * engine's thread.
	 */
	boolean hasSlept() {
		long before = this.clocksApart;
		this.clocksApart = clocksApart();
		boolean slept = this.clocksApart - before > this.settings.timings().renewDeadline().toNanos()
				&& !this.lock.isHeldForLife();
		if (slept) {
			this.own.forget();
			expire();
		}
		return slept;
	}

	/**
	 * Makes the next campaign one of another start.
	 */
	void expire() {
		this.drawn = false;
	}

	/**
	 * Draws if this is no longer the start that drew last. Until that has worked, a
	 * candidate neither looks nor claims. Nothing is left of former terms then.
	 */
	void drawIfExpired() {
		if (!this.drawn) {
			draw(true);
		}
	}

	private long clocksApart() {
		return TimeUnit.MILLISECONDS.toNanos(this.runtime.clock().currentTimeMillis())
				- this.runtime.clock().nanoTime();
	}

	/**
	 * What was sent under this name and its marks.
	 */
	OwnRecords own() {
		return this.own;
	}

	/** From any thread. */
	String identity() {
		return this.identity;
	}

	InstanceMark mark() {
		return this.mark;
	}

	RandomGenerator random() {
		return this.random;
	}

}
