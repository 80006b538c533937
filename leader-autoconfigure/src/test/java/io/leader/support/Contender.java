package io.leader.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.ElectionTimings;
import io.leader.kubernetes.ApiStatistics;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.lock.ElectionLock;
import io.leader.lock.InstanceMark;
import io.leader.lock.kubernetes.LeaseLock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A candidate that has its own threads and connection, as if it ran in a separate
 * process, and records its notifications.
 */
public final class Contender implements LeaderElectionListener, AutoCloseable {

	/** Timings that are short enough for tests and long enough for a busy machine. */
	public static final ElectionTimings QUICK = new ElectionTimings(Duration.ofSeconds(4), Duration.ofMillis(2500),
			Duration.ofMillis(500));

	/**
	 * Builds a contender.
	 */
	public static final class Builder {

		private final String lockName;

		private final String identity;

		private Config config = TestCluster.get().config();

		private String server;

		private String podUid;

		private ElectionTimings timings = QUICK;

		private ElectionClock clock = ElectionClock.system();

		private Duration shutdownTimeout = Duration.ofSeconds(5);

		private boolean releaseOnStop = true;

		private boolean forLife;

		private Function<KubernetesConnection, ElectionLock> migrateFrom;

		private LeaderElectionListener listener;

		private Function<KubernetesConnection, ElectionLock> lock;

		Builder(String lockName, String identity) {
			this.lockName = lockName;
			this.identity = identity;
			this.lock = (connection) -> new LeaseLock(connection, TestCluster.get().namespace(), lockName);
		}

		public Builder through(TcpProxy proxy) {
			this.server = "https://127.0.0.1:" + proxy.port();
			return this;
		}

		public Builder through(String server) {
			this.server = server;
			return this;
		}

		public Builder as(Config config) {
			this.config = config;
			return this;
		}

		public Builder inPod(String uid) {
			this.podUid = uid;
			return this;
		}

		public Builder timings(ElectionTimings timings) {
			this.timings = timings;
			return this;
		}

		public Builder clock(ElectionClock clock) {
			this.clock = clock;
			return this;
		}

		public Builder shutdownTimeout(Duration timeout) {
			this.shutdownTimeout = timeout;
			return this;
		}

		public Builder keepLockOnStop() {
			this.releaseOnStop = false;
			return this;
		}

		public Builder forLife() {
			this.forLife = true;
			return this;
		}

		public Builder migrateFrom(Function<KubernetesConnection, ElectionLock> former) {
			this.migrateFrom = former;
			return this;
		}

		public Builder lock(Function<KubernetesConnection, ElectionLock> lock) {
			this.lock = lock;
			return this;
		}

		public Builder listener(LeaderElectionListener listener) {
			this.listener = listener;
			return this;
		}

		public Contender start() {
			return new Contender(this);
		}

	}

	private final AtomicLong skipped = new AtomicLong();

	private final ElectionThreads threads = new ElectionThreads();

	private final KubernetesConnection connection;

	private final ElectionEngine engine;

	private final LeaderElection election;

	private final List<String> received = Collections.synchronizedList(new ArrayList<>());

	private boolean killed;

	private Contender(Builder builder) {
		Config config = builder.config;
		if (builder.server != null) {
			config = new ConfigBuilder(config).withMasterUrl(builder.server).build();
		}
		this.connection = new KubernetesConnection(config, new ApiStatistics(Duration.ofDays(1)));
		this.engine = new ElectionEngine(this.threads.runtime(ahead(builder.clock)));
		ElectionSettings settings = ElectionSettings.named(builder.lockName)
			.identity(builder.identity)
			.mark(new InstanceMark((builder.podUid != null) ? builder.podUid : "-", UUID.randomUUID().toString()))
			.timings(builder.timings)
			.shutdownTimeout(builder.shutdownTimeout)
			.releaseOnStop(builder.releaseOnStop)
			.forLife(builder.forLife)
			.build();
		ElectionLock lock = builder.lock.apply(this.connection);
		this.election = (builder.migrateFrom != null)
				? this.engine.addMigrating(settings, builder.migrateFrom.apply(this.connection), lock)
				: this.engine.add(settings, lock);
		this.election.addListener(this);
		if (builder.listener != null) {
			this.election.addListener(builder.listener);
		}
		this.engine.start();
	}

	private ElectionClock ahead(ElectionClock clock) {
		return new ElectionClock() {

			@Override
			public long nanoTime() {
				return clock.nanoTime() + Contender.this.skipped.get();
			}

			@Override
			public long currentTimeMillis() {
				return clock.currentTimeMillis();
			}

		};
	}

	/**
	 * Advances this contender's monotonic clock and makes the engine read it.
	 */
	public void skip(Duration span) {
		this.skipped.addAndGet(span.toNanos());
		this.engine.start();
	}

	/**
	 * Advances this contender's monotonic clock in four steps. After each step, waits
	 * long enough for this contender to claim the lock or for the leader to renew it, and
	 * asserts that this contender does not lead.
	 */
	public void assertFollowsFor(Duration span) throws InterruptedException {
		for (int i = 0; i < 4; i++) {
			skip(span.dividedBy(4));
			TimeUnit.MILLISECONDS.sleep(250);
			assertThat(leads()).as("%s leads", this).isFalse();
		}
	}

	public static Builder of(String lockName, String identity) {
		return new Builder(lockName, identity);
	}

	public LeaderElection election() {
		return this.election;
	}

	public boolean leads() {
		return this.election.isLeader();
	}

	/**
	 * Returns this contender's notifications in order: grants, revocations, and other
	 * leaders.
	 */
	public List<String> received() {
		synchronized (this.received) {
			return List.copyOf(this.received);
		}
	}

	/**
	 * Returns how many times this contender was notified of a grant.
	 */
	public long grants() {
		return received().stream().filter("granted"::equals).count();
	}

	/**
	 * Returns whether the last notification about this contender was a grant.
	 */
	public boolean wasNotifiedOfGrant() {
		List<String> ofItself = received().stream().filter((event) -> !event.startsWith("sees")).toList();
		return !ofItself.isEmpty() && ofItself.get(ofItself.size() - 1).equals("granted");
	}

	@Override
	public void onGranted(LeaderElection source, long fencingToken) {
		this.received.add("granted");
	}

	@Override
	public void onRevoked(LeaderElection source) {
		this.received.add("revoked");
	}

	@Override
	public void onOtherLeader(LeaderElection source, String leader) {
		this.received.add("sees " + leader);
	}

	/**
	 * Ends like a killed process, without a revocation or a release.
	 */
	public void kill() {
		this.killed = true;
		this.threads.close();
		this.connection.close();
	}

	/**
	 * Stops gracefully.
	 */
	@Override
	public void close() {
		if (this.killed) {
			return;
		}
		this.killed = true;
		this.engine.stop().orTimeout(10, TimeUnit.SECONDS).join();
		this.threads.close();
		this.connection.close();
	}

	@Override
	public String toString() {
		return this.election.identity();
	}

}
