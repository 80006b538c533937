package io.leader.simulation;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import io.leader.lock.InstanceMark;

/**
 * The image that a process starts from, and the identity of the process. Everything drawn
 * before the image is complete is the same in all processes that start from the image.
 */
final class Image {

	private final World world;

	private final String identity;

	private final String podUid;

	private final String start;

	private final long seed;

	private boolean complete;

	private int starts;

	Image(World world, String identity, String podUid, String start, long seed) {
		this.world = world;
		this.identity = identity;
		this.podUid = podUid;
		this.start = start;
		this.seed = seed;
	}

	/**
	 * Creates a copy of this image for a process in the given Pod.
	 */
	Image copy(String otherPodUid) {
		return new Image(this.world, this.identity, otherPodUid, this.start, this.seed);
	}

	/**
	 * Marks the image as complete. From now on, the process draws its own values.
	 */
	void completed() {
		this.complete = true;
	}

	String name() {
		return this.podUid + "/" + this.start;
	}

	String podUid() {
		return this.podUid;
	}

	String identity(boolean fails) {
		if (fails && this.complete) {
			throw new IllegalStateException("no identity can be drawn: this is a simulation");
		}
		return this.identity;
	}

	InstanceMark mark() {
		return this.complete ? new InstanceMark(this.podUid, this.start + "-" + this.starts++ + "-" + this.world.draw())
				: new InstanceMark("image", this.start);
	}

	RandomGenerator random() {
		return new SplittableRandom(this.complete ? this.world.random().nextLong() : this.seed);
	}

}
