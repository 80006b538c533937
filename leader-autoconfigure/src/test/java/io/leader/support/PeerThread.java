package io.leader.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Simulates a program that is written in another language, using a thread that sends the
 * same requests.
 */
public abstract class PeerThread implements ObservedPeer, AutoCloseable {

	final KubernetesClient client = TestCluster.get().client();

	final String namespace = TestCluster.get().namespace();

	final String name;

	final Pod pod;

	private final List<ObservedTerm> terms = new CopyOnWriteArrayList<>();

	private final Thread thread;

	private volatile boolean closed;

	PeerThread(String name, Pod pod) {
		this.name = name;
		this.pod = pod;
		this.thread = new Thread(this::runUntilStopped, toString());
		this.thread.setDaemon(true);
	}

	PeerThread start() {
		this.thread.start();
		return this;
	}

	private void runUntilStopped() {
		boolean notified = false;
		try {
			run();
			notified = true;
		}
		catch (InterruptedException | RuntimeException ex) {
			if (!this.closed) {
				throw new IllegalStateException(ex);
			}
			// The simulated process was stopped, so the failure of its last request does
			// not matter.
		}
		finally {
			if (leads()) {
				ObservedTerm last = this.terms.get(this.terms.size() - 1);
				this.terms.set(this.terms.size() - 1, new ObservedTerm(last.from(), System.nanoTime(), notified));
			}
		}
	}

	/**
	 * Runs the program until it ends by itself or {@link #close()} interrupts it. If it
	 * returns after {@link #granted()}, the end of the term has been reported to the
	 * program.
	 */
	abstract void run() throws InterruptedException;

	void granted() {
		this.terms.add(new ObservedTerm(System.nanoTime(), Long.MAX_VALUE, false));
	}

	OwnerReference owner() {
		return new OwnerReference("v1", null, null, "Pod", toString(), this.pod.getMetadata().getUid());
	}

	@Override
	public List<ObservedTerm> terms() {
		return List.copyOf(this.terms);
	}

	/**
	 * Returns whether the program is still running.
	 */
	public boolean isAlive() {
		return this.thread.isAlive();
	}

	/**
	 * Stops without releasing the lock, as the simulated program does.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.client.close();
	}

	@Override
	public String toString() {
		return this.pod.getMetadata().getName();
	}

}
