package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.client.Config;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.autoconfigure.health.LeaderYieldAutoConfiguration;
import io.leader.autoconfigure.metrics.LeaderMetricsAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.lifecycle.ProcessEnd;
import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockDecorator;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.LockCoordinates;
import io.leader.lock.test.InMemoryElectionLock;

import static io.leader.support.Await.await;

/**
 * An application with the elections that its properties configure. It gives access to the
 * locks that its engine uses and to the notifications that its listeners receive, even
 * while its startup still waits for leadership.
 */
final class AssembledCandidate implements AutoCloseable {

	/** The locks of type {@code map}, for all applications. */
	private static final Map<LockCoordinates, InMemoryElectionLock> STORE = new ConcurrentHashMap<>();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private final Map<String, LeaderElection> elections = new ConcurrentHashMap<>();

	private final Map<String, ElectionLock> locks = new ConcurrentHashMap<>();

	private final List<String> notifications = new CopyOnWriteArrayList<>();

	private final ProcessEnd process = new ProcessEnd() {

		@Override
		public void exit(int code) {
			AssembledCandidate.this.notifications.add("exit " + code);
		}

		@Override
		public void halt(int code) {
			AssembledCandidate.this.notifications.add("halt " + code);
		}

	};

	AssembledCandidate(List<String> properties, Config cluster) {
		TestPropertyValues.of(properties).applyTo(this.context);
		this.context.registerBean(Config.class, () -> cluster);
		this.context.registerBean("map", ElectionLockFactory.class,
				() -> (election, lock) -> STORE.computeIfAbsent(lock, InMemoryElectionLock::new));
		this.context.registerBean(ObservationRegistry.class, ObservationRegistry::create);
		this.context.registerBean(ApplicationAvailabilityBean.class);
		this.context.registerBean(ProcessEnd.class, () -> this.process);
		this.context.registerBean(LeaderElectionRegistrationListener.class, () -> this::registered);
		this.context.registerBean(AssembledCandidate.class, () -> this,
				(definition) -> definition.setDestroyMethodName(""));
		this.context.register(LeaderContextTest.CORE.toArray(Class<?>[]::new));
		this.context.register(LeaderMetricsAutoConfiguration.class, LeaderYieldAutoConfiguration.class,
				Outermost.class);
	}

	private void registered(LeaderElection election) {
		this.elections.put(election.name(), election);
		election.addListener(new LeaderElectionListener() {

			@Override
			public void onGranted(LeaderElection granted, long fencingToken) {
				AssembledCandidate.this.notifications.add("granted " + granted.name());
			}

			@Override
			public void onRevoked(LeaderElection revoked) {
				AssembledCandidate.this.notifications.add("revoked " + revoked.name());
			}

		});
	}

	/**
	 * Starts the application.
	 * @param waits whether the startup can block until the application leads. If so, this
	 * method returns as soon as the first election is registered.
	 */
	AssembledCandidate start(boolean waits) {
		if (waits) {
			Thread starter = new Thread(this::startNow, "starter");
			starter.setDaemon(true);
			starter.start();
			await(() -> !this.elections.isEmpty());
		}
		else {
			startNow();
		}
		return this;
	}

	private void startNow() {
		this.context.refresh();
		AvailabilityChangeEvent.publish(this.context, LivenessState.CORRECT);
		this.context.publishEvent(
				new ApplicationReadyEvent(new SpringApplication(), new String[0], this.context, Duration.ZERO));
	}

	/**
	 * Returns the elections by name.
	 */
	Map<String, LeaderElection> elections() {
		return this.elections;
	}

	/**
	 * Returns the lock of an election as its engine uses it, with all decorators.
	 */
	ElectionLock lock(String election) {
		return this.locks.get(election);
	}

	/**
	 * Returns the notifications that listeners received, and the requests to end the
	 * process.
	 */
	List<String> notifications() {
		return this.notifications;
	}

	boolean leadsAll() {
		return !this.elections.isEmpty() && this.elections.values().stream().allMatch(LeaderElection::isLeader);
	}

	boolean leadsAny() {
		return !led().isEmpty();
	}

	/**
	 * Returns the names of the elections that this replica currently leads.
	 */
	Set<String> led() {
		return this.elections.values()
			.stream()
			.filter(LeaderElection::isLeader)
			.map(LeaderElection::name)
			.collect(Collectors.toSet());
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	static class Outermost {

		/**
		 * Records each lock in its fully decorated form: this decorator is defined last
		 * and is therefore applied last.
		 */
		@Bean
		ElectionLockDecorator looks(AssembledCandidate candidate) {
			return (election, lock) -> {
				candidate.locks.put(election, lock);
				return lock;
			};
		}

	}

}
