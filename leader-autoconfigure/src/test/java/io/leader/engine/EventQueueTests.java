package io.leader.engine;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;

import static org.assertj.core.api.Assertions.assertThat;

class EventQueueTests {

	private final List<Runnable> tasks = new ArrayList<>();

	private final List<String> received = new ArrayList<>();

	private final List<Runnable> soon = new ArrayList<>();

	private final EventQueue events = new EventQueue("orders", this.tasks::add, this.soon::add,
			new ElectionLog(Runnable::run));

	EventQueueTests() {
		this.events.add(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				EventQueueTests.this.received.add("granted " + fencingToken);
			}

			@Override
			public void onRevoked(LeaderElection election) {
				EventQueueTests.this.received.add("revoked");
			}

			@Override
			public void onOtherLeader(LeaderElection election, String leader) {
				EventQueueTests.this.received.add(leader);
			}

		});
	}

	private void grant(long token) {
		this.events.granted((listener) -> listener.onGranted(null, token));
	}

	private void revoke() {
		this.events.revoked((listener) -> listener.onRevoked(null), () -> this.received.add("returned"));
	}

	private void runTasks() {
		List<Runnable> now = List.copyOf(this.tasks);
		this.tasks.clear();
		now.forEach(Runnable::run);
	}

	@Test
	void eventsAreDeliveredInOrderAndTheirCompletionIsReported() {
		grant(1);
		runTasks();
		revoke();
		grant(2);
		runTasks();
		assertThat(this.received).containsExactly("granted 1", "revoked", "returned", "granted 2");
	}

	@Test
	void aGrantThatIsRevokedBeforeItsDeliveryIsNotDelivered() {
		grant(1);
		revoke();
		runTasks();
		assertThat(this.received).containsExactly("returned");
		grant(2);
		runTasks();
		assertThat(this.received).containsExactly("returned", "granted 2");
	}

	@Test
	void earlierListenersMustReturnEvenIfTheNextGrantIsNotDelivered() {
		grant(1);
		runTasks();
		this.events.revoked((listener) -> listener.onRevoked(null), () -> this.received.add("first returned"));
		grant(2);
		revoke();
		assertThat(this.received).as("no listener has returned yet").containsExactly("granted 1");
		runTasks();
		assertThat(this.received).containsExactly("granted 1", "revoked", "first returned", "returned");
	}

	/**
	 * A caller retries when queuing an event fails, so a thrown error would cause the
	 * event to be delivered twice.
	 */
	@Test
	void anErrorAfterAnEventWasQueuedIsNotThrownToTheCaller() {
		int[] errors = { 2 };
		Runnable failing = () -> {
			if (errors[0]-- > 0) {
				throw new OutOfMemoryError("Java heap space (simulated by this test)");
			}
		};
		EventQueue queue = new EventQueue("orders", (task) -> {
			failing.run();
			task.run();
		}, (pump) -> {
			failing.run();
			return this.soon.add(pump);
		}, new ElectionLog(Runnable::run));
		queue.granted((listener) -> this.received.add("granted"));
		queue.add(new LeaderElectionListener() {
		});
		this.soon.remove(0).run();
		assertThat(this.received).containsExactly("granted");
	}

	@Test
	void anEventIsDeliveredLaterIfNoThreadWasAvailable() {
		boolean[] none = { true };
		EventQueue queue = new EventQueue("orders", (task) -> {
			if (none[0]) {
				throw new OutOfMemoryError("unable to create native thread (simulated by this test)");
			}
			task.run();
		}, this.soon::add, new ElectionLog(Runnable::run));
		List<String> heard = new ArrayList<>();
		queue.add(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				heard.add("granted");
			}

		});
		queue.granted((listener) -> listener.onGranted(null, 1));
		assertThat(heard).isEmpty();
		none[0] = false;
		this.soon.remove(0).run();
		assertThat(this.soon).isEmpty();
		assertThat(heard).containsExactly("granted");
	}

	@Test
	void aListenerThatThrowsDoesNotKeepEventsFromOthers() {
		List<String> other = new ArrayList<>();
		EventQueue queue = new EventQueue("orders", Runnable::run, this.soon::add, new ElectionLog(Runnable::run));
		queue.add(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				throw new IllegalStateException("a listener of this test that fails on purpose");
			}

		});
		queue.add(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection election, long fencingToken) {
				other.add("granted");
			}

		});
		queue.granted((listener) -> listener.onGranted(null, 1));
		assertThat(other).containsExactly("granted");
	}

	@Test
	void onlyTheLastOfSeveralSuccessiveLeadersIsReported() {
		grant(1);
		other("a");
		other("b");
		other("c");
		revoke();
		other("d");
		other("e");
		runTasks();
		assertThat(this.received).containsExactly("c", "returned", "e");
	}

	private void other(String leader) {
		this.events.other((listener) -> listener.onOtherLeader(null, leader));
	}

	/**
	 * If the return of the listeners were not reported, the lock would not be released.
	 */
	@Test
	void anErrorWhileTheReturnOfTheListenersIsReportedDoesNotLoseTheReport() {
		boolean[] memoryIsShort = { true };
		this.events.revoked((listener) -> listener.onRevoked(null), () -> {
			if (memoryIsShort[0]) {
				throw new OutOfMemoryError("simulated by this test");
			}
			this.received.add("returned");
		});
		runTasks();
		memoryIsShort[0] = false;
		this.soon.remove(0).run();
		grant(1);
		runTasks();
		assertThat(this.received).containsExactly("revoked", "returned", "granted 1");
	}

	/**
	 * The engine closes its timer thread before its listener threads, so a retry can be
	 * refused while a listener thread is still delivering events.
	 */
	@Test
	void anEventThatIsQueuedWhileOthersAreDiscardedIsNotDeliveredAtTheSameTime() {
		List<EventQueue> queues = new ArrayList<>();
		boolean[] memoryIsShort = { true };
		EventQueue queue = new EventQueue("orders", this.tasks::add, (task) -> {
			queues.get(0).granted((listener) -> this.received.add("granted"));
			assertThat(this.tasks).as("no other thread delivers events").isEmpty();
			return false;
		}, new ElectionLog(Runnable::run));
		queues.add(queue);
		queue.add(new LeaderElectionListener() {
		});
		queue.revoked((listener) -> this.received.add("revoked"), () -> {
			if (memoryIsShort[0]) {
				memoryIsShort[0] = false;
				throw new OutOfMemoryError("simulated by this test");
			}
			this.received.add("returned");
		});
		runTasks();
		assertThat(this.received).as("the grant is discarded, too").containsExactly("revoked", "returned");
		queue.revoked((listener) -> this.received.add("revoked"), () -> this.received.add("returned"));
		runTasks();
		assertThat(this.received).as("the queue still works")
			.containsExactly("revoked", "returned", "revoked", "returned");
	}

	/**
	 * The retry can run before the thread that requested it has finished.
	 */
	@Test
	void aRetryThatComesEarlyIsNotLost() {
		boolean[] none = { true };
		EventQueue queue = new EventQueue("orders", (task) -> {
			if (none[0]) {
				throw new OutOfMemoryError("unable to create native thread (simulated by this test)");
			}
			task.run();
		}, (retry) -> {
			none[0] = false;
			retry.run();
			return true;
		}, new ElectionLog(Runnable::run));
		queue.add(new LeaderElectionListener() {
		});
		queue.granted((listener) -> this.received.add("granted"));
		assertThat(this.received).containsExactly("granted");
	}

	@Test
	void theReturnOfTheListenersIsAlsoReportedIfTheThreadsAreClosedAfterAnError() {
		boolean[] memoryIsShort = { true };
		EventQueue queue = new EventQueue("orders", this.tasks::add, (task) -> false, new ElectionLog(Runnable::run));
		queue.revoked((listener) -> listener.onRevoked(null), () -> {
			if (memoryIsShort[0]) {
				memoryIsShort[0] = false;
				throw new OutOfMemoryError("simulated by this test");
			}
			this.received.add("returned");
		});
		runTasks();
		assertThat(this.received).containsExactly("returned");
	}

}
