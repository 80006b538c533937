package io.leader.autoconfigure.kubernetes;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.kubernetes.KubernetesConnection;
import io.leader.kubernetes.Label;
import io.leader.kubernetes.PodLabel;
import io.leader.kubernetes.ThisPod;

/**
 * The labels that elections set on the Pod of this process.
 */
final class PodLabels {

	private final ConfiguredElections configured;

	private final Environment environment;

	private final Supplier<String> defaultNamespace;

	/**
	 * The labels by their keys. The label of a removed election is kept at least until
	 * the request that marks the Pod as a follower has succeeded or another election uses
	 * the key.
	 */
	private final Map<String, PodLabel> labels = new HashMap<>();

	/** The name of the election that uses a label, by the key of the label. */
	private final Map<String, String> keys = new HashMap<>();

	PodLabels(ConfiguredElections configured, Environment environment, Supplier<String> defaultNamespace) {
		this.configured = configured;
		this.environment = environment;
		this.defaultNamespace = defaultNamespace;
	}

	/**
	 * Returns the label that is configured for an election, and reserves its key for this
	 * election. The label is validated even if there is no Pod to label.
	 * @return the label, or {@code null} if there is none
	 */
	@Nullable Label configured(String election) {
		checkFollowers(election);
		LeaderProperties properties = this.configured.of(election);
		String text = properties.kubernetes().podLabel();
		return (text != null) ? checked(text.replace("<election>", election),
				properties.kubernetes().podLabelOnFollowers(), this.configured.prefix(election), election) : null;
	}

	/**
	 * Checks that there is a label if a value for followers is set. If the value is set
	 * for all elections, at least one of them must have a label.
	 */
	private void checkFollowers(String election) {
		LeaderProperties properties = this.configured.of(election);
		String onFollowers = properties.kubernetes().podLabelOnFollowers();
		if (onFollowers == null || properties.kubernetes().podLabel() != null) {
			return;
		}
		boolean own = this.configured.isOwn(election, "kubernetes.pod-label-on-followers");
		if (own || this.configured.names()
			.stream()
			.allMatch((name) -> this.configured.of(name).kubernetes().podLabel() == null)) {
			String prefix = own ? this.configured.prefix(election) : "leader";
			throw new LeaderConfigurationException(
					"%1$s.kubernetes.pod-label-on-followers is '%2$s', but %1$s.kubernetes.pod-label is not set, so no label can have this value."
						.formatted(prefix, onFollowers),
					"Set %1$s.kubernetes.pod-label to key=value, for example leader.io/<election>=true, or remove %1$s.kubernetes.pod-label-on-followers."
						.formatted(prefix));
		}
	}

	private Label checked(String text, @Nullable String onFollowers, String prefix, String election) {
		if (onFollowers != null && !Label.isValue(onFollowers)) {
			throw new LeaderConfigurationException(
					"%s.kubernetes.pod-label-on-followers is '%s', which is not a valid label value.".formatted(prefix,
							onFollowers),
					"Set %s.kubernetes.pod-label-on-followers to a word, such as standby, or remove it."
						.formatted(prefix));
		}
		Label label = Label.of(text)
			.orElseThrow(() -> new LeaderConfigurationException(
					"%s.kubernetes.pod-label is '%s', which is not a valid label of the form key=value."
						.formatted(prefix, text),
					"Set %s.kubernetes.pod-label to key=value, for example leader.io/<election>=true."
						.formatted(prefix)));
		String other = this.keys.putIfAbsent(label.key(), election);
		if (other != null && !other.equals(election)) {
			throw new LeaderConfigurationException(
					"The elections '%s' and '%s' would set and remove the same label '%s'.".formatted(other, election,
							label.key()),
					"Include <election> in %s.kubernetes.pod-label, for example leader.io/<election>=true."
						.formatted(prefix));
		}
		return label;
	}

	/**
	 * Creates an election's label for this process's Pod. The label is applied when
	 * {@link PodLabel#start()} is called or leadership changes. If a removed election
	 * used the same key, its label no longer sends requests.
	 */
	PodLabel add(String election, Label label, KubernetesConnection connection, ScheduledExecutorService executor) {
		ThisPod pod = ThisPod.of(this.environment::getProperty);
		if (pod.name() == null) {
			String prefix = this.configured.prefix(election);
			throw new LeaderConfigurationException(
					"%s.kubernetes.pod-label is set, but the Pod of this process is unknown: POD_NAME is not set."
						.formatted(prefix),
					"Set POD_NAME (and POD_NAMESPACE and POD_UID) through the downward API, or remove %s.kubernetes.pod-label."
						.formatted(prefix));
		}
		PodLabel added = new PodLabel(connection, executor,
				(pod.namespace() != null) ? pod.namespace() : this.defaultNamespace.get(), pod.name(), pod.uid(),
				label.key(), label.value(), this.configured.of(election).kubernetes().podLabelOnFollowers());
		PodLabel former = this.labels.put(label.key(), added);
		if (former != null) {
			former.pause();
		}
		return added;
	}

	/**
	 * Allows other elections to use the label of an election that has ended. Until
	 * another election uses the label, that label is still updated after a revocation
	 * that is delivered late, and a failed update continues to be retried, so that the
	 * Pod does not remain labeled as the leader.
	 */
	void remove(String election) {
		this.keys.values().remove(election);
		this.labels.entrySet()
			.removeIf((label) -> !this.keys.containsKey(label.getKey()) && label.getValue().pauseOnFollower());
	}

	Collection<PodLabel> all() {
		return this.labels.values();
	}

}
