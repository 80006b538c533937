package io.leader.support;

import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;

/**
 * Simulates kube-leader, and thus also operator-sdk's leader-for-life. It leads if its
 * Pod already owns the ConfigMap. Otherwise, it tries to create the ConfigMap until it
 * succeeds, and deletes the Pod of an evicted leader. It never writes the ConfigMap
 * again. Its backoff is 50 to 800 ms instead of 1 to 16 s.
 */
public final class KubeLeaderPeer extends PeerThread {

	private static final long FIRST_BACKOFF = 50;

	private static final long LAST_BACKOFF = 800;

	private KubeLeaderPeer(String lockName, Pod pod) {
		super(lockName, pod);
	}

	/**
	 * Starts the peer in a Pod.
	 */
	public static PeerThread start(String lockName, Pod pod) {
		return new KubeLeaderPeer(lockName, pod).start();
	}

	@Override
	void run() throws InterruptedException {
		ConfigMap existing = lock().get();
		if (existing != null && owners(existing).stream().anyMatch((owner) -> owner.getName().equals(toString()))) {
			granted();
		}
		else {
			createUntilItWorks();
		}
		// From here on, kube-leader runs its command and no longer checks the lock.
		TimeUnit.DAYS.sleep(1);
	}

	private void createUntilItWorks() throws InterruptedException {
		ConfigMap own = new ConfigMapBuilder().withNewMetadata()
			.withName(this.name)
			.withNamespace(this.namespace)
			.withOwnerReferences(owner())
			.endMetadata()
			.build();
		long backoff = FIRST_BACKOFF;
		while (true) {
			try {
				this.client.resource(own).create();
				granted();
				return;
			}
			catch (KubernetesClientException ex) {
				if (ex.getCode() != HttpURLConnection.HTTP_CONFLICT) {
					throw ex;
				}
			}
			ConfigMap existing = lock().get();
			if (existing == null) {
				continue;
			}
			deleteEvicted(owners(existing));
			TimeUnit.MILLISECONDS.sleep(backoff);
			backoff = Math.min(LAST_BACKOFF, 2 * backoff);
		}
	}

	private void deleteEvicted(List<OwnerReference> owners) {
		if (owners.size() != 1 || !owners.get(0).getKind().equals("Pod")) {
			return;
		}
		Pod leader = this.client.pods().inNamespace(this.namespace).withName(owners.get(0).getName()).get();
		if (leader != null && "Failed".equals(leader.getStatus().getPhase())
				&& "Evicted".equals(leader.getStatus().getReason())
				&& leader.getMetadata().getDeletionTimestamp() == null) {
			this.client.resource(leader).delete();
		}
	}

	private Resource<ConfigMap> lock() {
		return this.client.configMaps().inNamespace(this.namespace).withName(this.name);
	}

	private static List<OwnerReference> owners(ConfigMap configMap) {
		return configMap.getMetadata().getOwnerReferences();
	}

}
