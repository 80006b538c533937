package io.leader.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.context.support.AbstractApplicationContext;

import io.leader.engine.ElectionTimings;

/**
 * Logs a warning if listeners and guarded calls might not have the whole shutdown timeout
 * to finish, since that timeout exceeds the lease duration or the application's timeout
 * for a phase of its shutdown. If the shutdown timeout is the default, a shorter lease
 * duration is not reported. The same values are reported only once.
 */
final class ShutdownTimeoutCheck {

	private static final Logger logger = LoggerFactory.getLogger(ShutdownTimeoutCheck.class);

	/**
	 * The default shutdown timeout, for which a shorter lease duration is not considered
	 * a mistake.
	 */
	private static final Duration DEFAULT = Duration.ofSeconds(10);

	private final @Nullable Duration phase;

	private final Set<List<Duration>> reported = new HashSet<>();

	/**
	 * Creates a check.
	 * @param phase how long the application waits for a phase of its shutdown, or
	 * {@code null} if unknown
	 */
	ShutdownTimeoutCheck(@Nullable Duration phase) {
		this.phase = phase;
	}

	/**
	 * Returns how long an application waits for a phase of its shutdown.
	 * @return the timeout, or {@code null} if the application does not use Spring Boot's
	 * lifecycle processor
	 */
	static @Nullable Duration phase(ConfigurableListableBeanFactory beanFactory) {
		String processor = AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME;
		boolean ofBoot = beanFactory.containsBeanDefinition(processor) && LifecycleAutoConfiguration.class.getName()
			.equals(beanFactory.getBeanDefinition(processor).getFactoryBeanName());
		return ofBoot ? beanFactory.getBean(LifecycleProperties.class).getTimeoutPerShutdownPhase() : null;
	}

	/**
	 * Checks the shutdown timeout of one election. With a lock that expires, the wait for
	 * listeners and guarded calls ends no later than when the lease expires.
	 * @param election the name of the election
	 * @param prefix the prefix of its properties
	 * @param spans its timings
	 * @param expires whether its lock expires
	 */
	void check(String election, String prefix, Spans spans, boolean expires) {
		Duration timeout = spans.shutdownTimeout();
		Duration lease = spans.timings().leaseInForce();
		boolean leaseIsShorter = expires && lease.compareTo(timeout) < 0;
		Duration longestWait = leaseIsShorter ? lease : timeout;
		if (this.phase != null && longestWait.compareTo(this.phase) > 0) {
			if (this.reported.add(List.of(timeout, this.phase))) {
				logger.warn("Election '{}': {}.shutdown.timeout ({}) is longer than "
						+ "spring.lifecycle.timeout-per-shutdown-phase ({}): the shutdown of the application continues after "
						+ "the latter, even if listeners or guarded calls have not finished", election, prefix,
						ElectionTimings.text(timeout), ElectionTimings.text(this.phase));
			}
		}
		else if (leaseIsShorter && !timeout.equals(DEFAULT) && this.reported.add(List.of(timeout, lease))) {
			logger.warn(
					"Election '{}': {}.shutdown.timeout ({}) is longer than {}.lease-duration ({}): the wait for "
							+ "listeners and guarded calls ends when the lease expires",
					election, prefix, ElectionTimings.text(timeout), prefix, ElectionTimings.text(lease));
		}
	}

}
