package io.leader.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

import io.leader.election.LeaderElections;

/**
 * Says which library elects where Spring Cloud Kubernetes' leader election is on the
 * class path too.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = SpringCloudNotice.LEADER_INITIATOR)
class SpringCloudNotice implements ApplicationListener<ApplicationReadyEvent> {

	static final String LEADER_INITIATOR = "org.springframework.cloud.kubernetes.commons.leader.LeaderInitiator";

	private static final String NEWER_INITIATOR = "org.springframework.cloud.kubernetes.fabric8.leader.election.Fabric8LeaderElectionInitiator";

	private static final Logger logger = LoggerFactory.getLogger(SpringCloudNotice.class);

	private final LeaderElections elections;

	private final ApplicationContext context;

	SpringCloudNotice(LeaderElections elections, ApplicationContext context) {
		this.elections = elections;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		List<String> names = new ArrayList<>();
		this.elections.forEach((election) -> names.add(election.name()));
		if (elects(LEADER_INITIATOR)) {
			warn(names, "spring.cloud.kubernetes.leader.enabled=false");
		}
		else if (elects(NEWER_INITIATOR)) {
			warn(names, "spring.cloud.kubernetes.leader.election.enabled=false");
		}
		else {
			logger
				.info("leader-spring-boot-starter elects {}; Spring Cloud Kubernetes' leader election is on the class "
						+ "path too, but does not run.", names);
		}
	}

	private static void warn(List<String> names, String property) {
		logger.warn("Two leader elections run in this application, each on a lock of its own, and both publish "
				+ "OnGrantedEvent and OnRevokedEvent: leader-spring-boot-starter elects {}, and Spring Cloud Kubernetes "
				+ "elects too. Turn that one off with {}.", names, property);
	}

	private boolean elects(String initiator) {
		ClassLoader classLoader = this.context.getClassLoader();
		return ClassUtils.isPresent(initiator, classLoader)
				&& this.context.getBeanNamesForType(ClassUtils.resolveClassName(initiator, classLoader)).length > 0;
	}

}
