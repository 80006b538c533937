package io.leader.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.engine.CallThreads.Rank;
import io.leader.engine.CallThreads.Ranked;
import io.leader.support.WaitingTest;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

@WaitingTest
class CallThreadsTests {

	private final AtomicLong time = new AtomicLong();

	private final AtomicInteger created = new AtomicInteger();

	private volatile int available = Integer.MAX_VALUE;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final List<Thread> all = new CopyOnWriteArrayList<>();

	private final CallThreads threads = new CallThreads(this::newThread, this.time::get, this.timer);

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicInteger hanging = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final AtomicInteger busy = new AtomicInteger();

	@AfterEach
	void close() {
		this.end.countDown();
		this.threads.close();
		this.timer.shutdownNow();
	}

	private @Nullable Thread newThread(Runnable task) {
		if (this.created.incrementAndGet() > this.available) {
			return null;
		}
		Thread thread = new Thread(task);
		this.all.add(thread);
		return thread;
	}

	private void hang() {
		this.hanging.incrementAndGet();
		try {
			this.end.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void manyShortCallsNeedFewThreads() throws Exception {
		CountDownLatch done = new CountDownLatch(1000);
		CountDownLatch begin = new CountDownLatch(1);
		for (int i = 0; i < 1000; i++) {
			this.threads.execute(() -> {
				try {
					begin.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				done.countDown();
			});
		}
		// Meanwhile, the timer checks the queue several times.
		looks(5);
		begin.countDown();
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.created.get()).isLessThanOrEqualTo(CallThreads.FEW);
	}

	@Test
	void theFirstCallRunsFirst() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch others = new CountDownLatch(100);
		this.threads.execute(() -> {
			began.countDown();
			hang();
		});
		for (int i = 0; i < 100; i++) {
			this.threads.execute(others::countDown);
		}
		assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(others.getCount()).isEqualTo(100);
		this.end.countDown();
		assertThat(others.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void callsOfAHigherRankOvertakeWaitingCalls() throws Exception {
		// With several threads, calls might not be recorded in the order in which they
		// were taken.
		this.available = 1;
		List<String> order = new CopyOnWriteArrayList<>();
		CountDownLatch done = new CountDownLatch(7);
		this.threads.execute(this::hang);
		await(() -> this.hanging.get() == 1);
		this.threads.execute(() -> {
			order.add("unranked");
			done.countDown();
		});
		for (String name : List.of("OTHER 1", "WATCH 1", "WRITE 1", "OTHER 2", "WRITE 2", "WATCH 2")) {
			this.threads.execute(new RankedCall(Rank.valueOf(name.substring(0, name.indexOf(' '))), () -> {
				order.add(name);
				done.countDown();
			}));
		}
		this.end.countDown();
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(order).containsExactly("WRITE 1", "WRITE 2", "WATCH 1", "WATCH 2", "unranked", "OTHER 1", "OTHER 2");
	}

	@Test
	void noMoreThreadsAreCreatedWhenProcessorTimeIsShort() throws Exception {
		for (int i = 0; i < 50; i++) {
			this.threads.execute(this::hang);
		}
		CountDownLatch looks = new CountDownLatch(30);
		this.timer.scheduleAtFixedRate(() -> {
			// Each check is late.
			this.time.addAndGet(CallThreads.PATIENCE + 1);
			looks.countDown();
		}, 10, 10, TimeUnit.MILLISECONDS);
		assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.created).hasValue(1);
	}

	/**
	 * However many calls hang, a call that waits for a thread must not be mistaken for a
	 * hanging one.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 50, 200 })
	void hangingCallsDoNotBlockOthers(int calls) throws Exception {
		for (int i = 0; i < calls; i++) {
			this.threads.execute(this::hang);
		}
		CountDownLatch other = new CountDownLatch(1);
		this.threads.execute(other::countDown);
		await(() -> this.hanging.get() == 1);
		int rounds = 0;
		while (other.getCount() > 0) {
			int before = this.hanging.get();
			this.time.addAndGet(CallThreads.PATIENCE + 1);
			rounds++;
			await(() -> other.getCount() == 0 || this.hanging.get() > before);
			await(() -> other.getCount() == 0
					|| this.hanging.get() == CallThreads.FEW + before + Math.min(before, CallThreads.AHEAD));
		}
		assertThat(rounds).as("each round but the first two adds %s threads", CallThreads.FEW + CallThreads.AHEAD)
			.isLessThanOrEqualTo(2 + calls / (CallThreads.FEW + CallThreads.AHEAD));
	}

	/**
	 * If each hanging call added a second thread, the number of concurrent calls to a
	 * slow server would double in each round.
	 */
	@Test
	void aServerThatIsSlowForAllCallsAddsAFewThreadsAtATime() throws Exception {
		for (int i = 0; i < 500; i++) {
			this.threads.execute(this::hang);
		}
		await(() -> this.hanging.get() == 1);
		for (int i = 0; i < 8; i++) {
			int before = this.hanging.get();
			int next = CallThreads.FEW + before + Math.min(before, CallThreads.AHEAD);
			this.time.addAndGet(CallThreads.PATIENCE + 1);
			await(() -> this.hanging.get() >= next);
			looks(2);
			assertThat(this.hanging).as("round %s", i).hasValue(next);
		}
		assertThat(this.hanging).hasValueLessThan(8 * (CallThreads.FEW + CallThreads.AHEAD));
	}

	@Test
	void writesThatWaitTooLongAddThreadsUpToALimitUntilTheyNoLongerWait() throws Exception {
		Semaphore passing = fewBusyThreadsAndWaiting(Rank.WRITE);
		await(() -> this.busy.get() == CallThreads.MOST);
		looks(5);
		assertThat(this.created).hasValue(CallThreads.MOST);
		passing.release(100);
		await(() -> this.busy.get() == 0);
		looks(5);
		assertThat(living()).as("after a short calm").isEqualTo(CallThreads.MOST);
		this.time.addAndGet(CallThreads.CALM + 1);
		await(() -> living() <= CallThreads.FEW);
	}

	@Test
	void threadsAreKeptWhileCallsHangAlthoughNoCallWaits() throws Exception {
		this.threads.execute(() -> {
		});
		for (int i = 0; i < 2 * CallThreads.FEW; i++) {
			this.threads.execute(this::hang);
		}
		await(() -> this.hanging.get() == CallThreads.FEW);
		this.time.addAndGet(CallThreads.PATIENCE + 1);
		await(() -> this.hanging.get() == 2 * CallThreads.FEW);
		this.time.addAndGet(CallThreads.CALM + 1);
		looks(5);
		CountDownLatch other = new CountDownLatch(1);
		this.threads.execute(other::countDown);
		assertThat(other.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(living()).isGreaterThan(2 * CallThreads.FEW);
	}

	@ParameterizedTest
	@EnumSource(value = Rank.class, mode = EnumSource.Mode.EXCLUDE, names = "WRITE")
	void otherCallsThatWaitAddNoThreads(Rank rank) throws Exception {
		fewBusyThreadsAndWaiting(rank);
		looks(5);
		assertThat(this.created).hasValue(CallThreads.FEW);
	}

	/**
	 * Makes calls of the given rank wait longer than {@link CallThreads#LONGEST_WAIT},
	 * even though no call in progress hangs.
	 * @return the semaphore that lets calls complete
	 */
	private Semaphore fewBusyThreadsAndWaiting(Rank rank) throws InterruptedException {
		Semaphore passing = new Semaphore(0, true);
		this.threads.execute(() -> {
		});
		for (int i = 0; i < CallThreads.FEW + 50; i++) {
			this.threads.execute(new RankedCall(rank, () -> {
				this.begun.incrementAndGet();
				this.busy.incrementAndGet();
				passing.acquireUninterruptibly();
				this.busy.decrementAndGet();
			}));
		}
		await(() -> this.busy.get() == CallThreads.FEW);
		int steps = 5;
		for (int i = 1; i <= steps; i++) {
			this.time.addAndGet(CallThreads.LONGEST_WAIT / steps);
			looks(2);
			assertThat(this.created).as("before the calls have waited too long").hasValue(CallThreads.FEW);
			passing.release(CallThreads.FEW);
			int begun = (i + 1) * CallThreads.FEW;
			await(() -> this.begun.get() == begun && this.busy.get() == CallThreads.FEW);
		}
		this.time.incrementAndGet();
		return passing;
	}

	private void looks(int times) throws InterruptedException {
		CountDownLatch looks = new CountDownLatch(times);
		this.timer.scheduleAtFixedRate(looks::countDown, 50, 50, TimeUnit.MILLISECONDS);
		assertThat(looks.await(10, TimeUnit.SECONDS)).isTrue();
	}

	private long living() {
		return this.all.stream().filter(Thread::isAlive).count();
	}

	private record RankedCall(Rank rank, Runnable body) implements Ranked {

		@Override
		public void run() {
			this.body.run();
		}

	}

}
