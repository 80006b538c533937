package io.leader.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.kubernetes.EventRecorder;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.PodLabel;
import io.leader.kubernetes.Right;
import io.leader.kubernetes.RightsCheck;
import io.leader.lifecycle.LeaderElectionLifecycle;
import io.leader.lock.kubernetes.KubernetesLock;

/**
 * Lets Kubernetes know who leads, where it was asked for: by Events, and by a label on
 * the Pod. Asks once whether all rights are there, when the application is ready or
 * begins to wait to lead: with some of them it can become the leader, and not remain it.
 * One thread makes all these requests, and no election waits for it.
 */
final class KubernetesNotices implements LeaderElectionRegistrationListener, ApplicationListener<ApplicationReadyEvent>,
		SmartLifecycle, DisposableBean {

	/** Before anything waits to lead. */
	private static final int PHASE = LeaderElectionLifecycle.PHASE - 1;

	private static final Logger logger = LoggerFactory.getLogger(KubernetesNotices.class);

	private static final Pattern LABEL = Pattern
		.compile("(?:[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
				+ "=([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

	/** How long a closing application waits for the last requests. */
	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final ConfiguredElections configured;

	private final Supplier<KubernetesConnection> connection;

	private final Supplier<String> defaultNamespace;

	private final ElectionNames names;

	private final Map<String, List<KubernetesLock>> locks;

	private final Map<String, PodLabel> labels = new HashMap<>();

	/** Which election uses a label's key. */
	private final Map<String, String> keys = new HashMap<>();

	private final List<Right> needed = new ArrayList<>();

	private final SideThread thread;

	private boolean ready;

	/** Whether rights that are needed from now on are checked at once. */
	private boolean checking;

	private boolean running;

	KubernetesNotices(ConfiguredElections configured, Supplier<KubernetesConnection> connection,
			Supplier<String> defaultNamespace, Map<String, List<KubernetesLock>> locks, Environment environment) {
		this(configured, connection, defaultNamespace, locks, environment, PATIENCE);
	}

	KubernetesNotices(ConfiguredElections configured, Supplier<KubernetesConnection> connection,
			Supplier<String> defaultNamespace, Map<String, List<KubernetesLock>> locks, Environment environment,
			Duration patience) {
		this.locks = locks;
		this.thread = new SideThread("leader-kubernetes-", patience, true);
		this.configured = configured;
		this.connection = connection;
		this.defaultNamespace = defaultNamespace;
		this.names = new ElectionNames(environment, true);
	}

	@Override
	public synchronized void registered(LeaderElection election) {
		String lockNamespace = election.status().lock().namespace();
		this.locks.getOrDefault(election.name(), List.of()).forEach((lock) -> need(lock.rights()));
		SettingsCheck.checkLabel(this.configured, election.name());
		LeaderProperties properties = this.configured.of(election.name());
		String prefix = this.configured.prefix(election.name());
		String label = properties.podLabel();
		if (label == null && !properties.kubernetesEvents()) {
			return;
		}
		label = (label != null) ? checked(label.replace("<election>", election.name()),
				properties.podLabelOnFollowers(), prefix, election.name()) : null;
		if (lockNamespace == null) {
			logger.info(
					"Election '{}' has no lock on Kubernetes: {}.kubernetes-events and {}.pod-label are without effect",
					election.name(), prefix, prefix);
			return;
		}
		if (properties.kubernetesEvents()) {
			election.addListener(new EventRecorder(this.connection.get(), this.thread.executor()));
			need(List.of(EventRecorder.right(lockNamespace)));
		}
		if (label != null) {
			PodLabel podLabel = podLabel(label, properties.podLabelOnFollowers(), prefix);
			election.addListener(podLabel);
			this.labels.put(election.name(), podLabel);
			need(List.of(podLabel.right()));
			if (this.ready) {
				podLabel.start();
			}
		}
	}

	@Override
	public synchronized void removed(String name) {
		PodLabel label = this.labels.remove(name);
		if (label != null) {
			label.pause();
		}
		this.keys.values().remove(name);
		this.locks.remove(name);
	}

	private void need(List<Right> rights) {
		if (this.checking) {
			check(rights);
		}
		else if (!rights.isEmpty()) {
			this.thread.executor();
			this.needed.addAll(rights);
		}
	}

	private void check(List<Right> rights) {
		this.thread.executor().execute(() -> new RightsCheck(this.connection.get()).check(rights));
	}

	/**
	 * Checks a label, also where there is no Pod to put it on.
	 */
	private String checked(String label, @Nullable String onFollowers, String prefix, String election) {
		if (onFollowers != null && !LABEL.matcher("key=" + onFollowers).matches()) {
			throw new LeaderConfigurationException(
					"%s.pod-label-on-followers is '%s', which is no value of a label.".formatted(prefix, onFollowers),
					"Set %s.pod-label-on-followers to a word such as standby, or remove it.".formatted(prefix));
		}
		if (!LABEL.matcher(label).matches()) {
			throw new LeaderConfigurationException(
					"%s.pod-label is '%s', which is no label and value.".formatted(prefix, label),
					"Set %s.pod-label to key=value, for instance leader.io/<election>=true.".formatted(prefix));
		}
		String key = key(label);
		String other = this.keys.putIfAbsent(key, election);
		if (other != null && !other.equals(election)) {
			throw new LeaderConfigurationException(
					"The elections '%s' and '%s' would set and remove the same label '%s'.".formatted(other, election,
							key),
					"Put <election> into %s.pod-label, for instance leader.io/<election>=true.".formatted(prefix));
		}
		return label;
	}

	private static String key(String label) {
		return label.substring(0, label.indexOf('='));
	}

	private PodLabel podLabel(String label, @Nullable String onFollowers, String prefix) {
		String pod = this.names.podName();
		if (pod == null) {
			throw new LeaderConfigurationException(
					"%s.pod-label is set, but this process does not know its Pod: POD_NAME is not set."
						.formatted(prefix),
					"Set POD_NAME (and POD_NAMESPACE, POD_UID) through the downward API, or remove %s.pod-label."
						.formatted(prefix));
		}
		String namespace = this.names.podNamespace();
		return new PodLabel(this.connection.get(), this.thread.executor(),
				(namespace != null) ? namespace : this.defaultNamespace.get(), pod, this.names.podUid(), key(label),
				label.substring(label.indexOf('=') + 1), onFollowers);
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
		this.labels.values().forEach(PodLabel::start);
		checkNeeded();
	}

	/**
	 * An application that waits to lead is ready only when it leads.
	 */
	@Override
	public synchronized void start() {
		this.running = true;
		if (this.ready) {
			this.labels.values().forEach(PodLabel::resume);
		}
		if (this.configured.waiting() != null) {
			checkNeeded();
		}
	}

	private void checkNeeded() {
		this.checking = true;
		if (!this.needed.isEmpty()) {
			check(List.copyOf(this.needed));
			this.needed.clear();
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

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Lets what a revocation began finish, while the application may start again.
	 */
	void finish() {
		// Outside of the monitor: only who stops waits.
		this.thread.finish();
		synchronized (this) {
			this.labels.values().forEach(PodLabel::pause);
		}
	}

	/**
	 * Lets what a revocation began finish.
	 */
	@Override
	public void destroy() throws InterruptedException {
		this.thread.end();
	}

}
