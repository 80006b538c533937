package io.leader.autoconfigure.kubernetes;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElections;
import io.leader.lock.kubernetes.SpringCloudLock;

/**
 * Logs which library runs the elections if spring-cloud-kubernetes-fabric8-leader is also
 * on the classpath. Rejects a migration from that library if the library also runs an
 * election in this process, since the library would mistake the starter's entry in the
 * lock for its own.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = SpringCloudNotice.FABRIC8_LEADER)
class SpringCloudNotice implements SmartInitializingSingleton, ApplicationListener<ApplicationReadyEvent> {

	static final String FABRIC8_LEADER = "org.springframework.cloud.kubernetes.fabric8.leader.Fabric8LeadershipController";

	static final String LEADER_INITIATOR = "org.springframework.cloud.kubernetes.commons.leader.LeaderInitiator";

	static final String NEWER_INITIATOR = "org.springframework.cloud.kubernetes.fabric8.leader.election.Fabric8LeaderElectionInitiator";

	private static final String ENABLED = "spring.cloud.kubernetes.leader.enabled";

	private static final String NEWER_ENABLED = "spring.cloud.kubernetes.leader.election.enabled";

	private static final String SAME_EVENTS = ", which also publishes OnGrantedEvent and OnRevokedEvent";

	private static final Logger logger = LoggerFactory.getLogger(SpringCloudNotice.class);

	private final LeaderElections elections;

	private final ConfiguredElections configured;

	private final ApplicationContext context;

	SpringCloudNotice(LeaderElections elections, ConfiguredElections configured, ApplicationContext context) {
		this.elections = elections;
		this.configured = configured;
		this.context = context;
	}

	@Override
	public void afterSingletonsInstantiated() {
		String disabledBy = disablingProperties();
		for (LeaderElection election : this.elections) {
			if (disabledBy != null
					&& SpringCloudLock.TYPE.equals(this.configured.of(election.name()).lock().migrateFrom())) {
				throw new LeaderConfigurationException(
						"%s.lock.migrate-from is spring-cloud, but spring-cloud-kubernetes-fabric8-leader also runs an election in this application."
							.formatted(this.configured.prefix(election.name())),
						"Set %s, or remove the library.".formatted(disabledBy));
			}
		}
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		List<String> names = new ArrayList<>();
		this.elections.forEach((election) -> names.add(election.name()));
		String disabledBy = disablingProperties();
		if (disabledBy != null) {
			logger
				.warn("Two libraries run leader elections in this application: leader-spring-boot-starter runs the elections {}, "
						+ "and spring-cloud-kubernetes-fabric8-leader runs another one{}. To disable the latter, set {}.",
						names, hasBean(LEADER_INITIATOR) ? SAME_EVENTS : "", disabledBy);
		}
		else {
			logger.info(
					"leader-spring-boot-starter runs the elections {}; spring-cloud-kubernetes-fabric8-leader is also on the "
							+ "classpath, but does not run any election.",
					names);
		}
	}

	/**
	 * Returns the properties that disable the running elector, or {@code null} if none is
	 * running. If the newer elector is disabled, the older one runs by default.
	 */
	private @Nullable String disablingProperties() {
		if (hasBean(LEADER_INITIATOR)) {
			return ENABLED + "=false";
		}
		return hasBean(NEWER_INITIATOR) ? NEWER_ENABLED + "=false and " + ENABLED + "=false" : null;
	}

	private boolean hasBean(String initiator) {
		ClassLoader classLoader = this.context.getClassLoader();
		return ClassUtils.isPresent(initiator, classLoader)
				&& this.context.getBeanNamesForType(ClassUtils.resolveClassName(initiator, classLoader)).length > 0;
	}

}
