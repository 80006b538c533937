package io.leader.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

import io.leader.lifecycle.LeaderElectionLifecycle;

/**
 * Prevents an application from starting without a {@link LeaderElectionLifecycle}, since
 * its process would never become a candidate.
 */
final class LifecycleCheck implements SmartInitializingSingleton {

	private final ObjectProvider<LeaderElectionLifecycle> lifecycles;

	LifecycleCheck(ObjectProvider<LeaderElectionLifecycle> lifecycles) {
		this.lifecycles = lifecycles;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.lifecycles.stream().findAny().isEmpty()) {
			throw new LeaderConfigurationException(
					"No replica would ever lead: without LeaderStartupAutoConfiguration, this process does not become a "
							+ "candidate.",
					"Do not exclude LeaderStartupAutoConfiguration. In a test that imports auto-configurations "
							+ "individually, use @LeaderElectionTest.");
		}
	}

}
