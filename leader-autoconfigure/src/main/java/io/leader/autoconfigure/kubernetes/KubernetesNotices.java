package io.leader.autoconfigure.kubernetes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.thread.BackgroundThread;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.kubernetes.EventRecorder;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.Label;
import io.leader.kubernetes.PodLabel;
import io.leader.kubernetes.RequiredPermissions;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lifecycle.StartupGate;
import io.leader.lock.kubernetes.KubernetesLock;

/**
 * Publishes leadership in Kubernetes through Events and labels on the Pod, if configured.
 * Checks the permissions of this process when the application is ready or begins to wait
 * for leadership, and when an election is registered later, since a process with only
 * some of the permissions might become the leader but be unable to keep leading. One
 * thread sends all of these requests, and no election waits for that thread.
 */
final class KubernetesNotices implements LeaderElectionRegistrationListener, ApplicationListener<ApplicationReadyEvent>,
		SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(KubernetesNotices.class);

	/** How long an application that stops or closes waits for the last requests. */
	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(2);

	private final ConfiguredElections configured;

	private final Supplier<KubernetesConnection> connection;

	private final Map<String, List<KubernetesLock>> locks;

	private final PodLabels labels;

	private final RequiredPermissions permissions;

	private final BackgroundThread thread;

	private boolean ready;

	private boolean running;

	KubernetesNotices(ConfiguredElections configured, Supplier<KubernetesConnection> connection,
			Supplier<String> defaultNamespace, Map<String, List<KubernetesLock>> locks, Environment environment) {
		this(configured, connection, defaultNamespace, locks, environment, SHUTDOWN_TIMEOUT);
	}

	KubernetesNotices(ConfiguredElections configured, Supplier<KubernetesConnection> connection,
			Supplier<String> defaultNamespace, Map<String, List<KubernetesLock>> locks, Environment environment,
			Duration shutdownTimeout) {
		this.locks = locks;
		this.thread = new BackgroundThread("leader-kubernetes-", shutdownTimeout, true);
		this.configured = configured;
		this.connection = connection;
		this.labels = new PodLabels(configured, environment, defaultNamespace);
		this.permissions = new RequiredPermissions(connection, this.thread::executor);
	}

	@Override
	public synchronized void registered(LeaderElection election) {
		this.locks.getOrDefault(election.name(), List.of()).forEach((lock) -> this.permissions.add(lock.permissions()));
		Label label = this.labels.configured(election.name());
		boolean events = this.configured.of(election.name()).kubernetes().events();
		if (label == null && !events) {
			return;
		}
		String lockNamespace = election.status().lock().namespace();
		if (lockNamespace == null) {
			String prefix = this.configured.prefix(election.name());
			logger.info(
					"Election '{}' has no lock on Kubernetes: {}.kubernetes.events and {}.kubernetes.pod-label have no effect",
					election.name(), prefix, prefix);
			return;
		}
		if (events) {
			election.addListener(new EventRecorder(this.connection.get(), this.thread.executor()));
			this.permissions.add(List.of(EventRecorder.permission(lockNamespace)));
		}
		if (label != null) {
			PodLabel podLabel = this.labels.add(election.name(), label, this.connection.get(), this.thread.executor());
			election.addListener(podLabel);
			this.permissions.add(List.of(podLabel.permission()));
			if (this.ready) {
				podLabel.start();
			}
		}
	}

	@Override
	public synchronized void removed(String name) {
		this.labels.remove(name);
		this.locks.remove(name);
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		this.labels.all().forEach(PodLabel::start);
		this.permissions.check();
	}

	/**
	 * Resumes updating the labels after a restart. If the application waits for
	 * leadership, also checks the permissions now, since such an application becomes
	 * ready only once it leads.
	 */
	@Override
	public synchronized void start() {
		this.running = true;
		if (this.ready) {
			this.labels.all().forEach(PodLabel::resume);
		}
		if (this.configured.waiting() != null) {
			this.permissions.check();
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/**
	 * Returns a phase lower than that of the elections or, if the application waits for
	 * leadership, the phase of the elections, which is then the lowest. If this bean had
	 * a higher phase, the elections, which depend on it, would stop together with it and
	 * therefore before the rest of the application.
	 */
	@Override
	public int getPhase() {
		return (this.configured.waiting() != null) ? StartupGate.PHASE : LeaderElectionLifecycle.PHASE - 1;
	}

	/**
	 * Waits a limited time for the requests caused by a revocation to finish, and pauses
	 * updating the labels. The application can be started again afterward.
	 */
	void finish() {
		// This wait is outside the monitor, so that only the stopping thread waits.
		this.thread.finish();
		synchronized (this) {
			this.labels.all().forEach(PodLabel::pause);
		}
	}

	/**
	 * Waits a limited time for the requests caused by a revocation to finish, and ends
	 * the thread.
	 */
	@Override
	public void destroy() throws InterruptedException {
		this.thread.end();
	}

}
