package io.leader.autoconfigure;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.election.ElectionLockFactory;
import io.leader.lock.local.LocalLock;

/**
 * The lock among the processes on this machine.
 */
@Configuration(proxyBeanMethods = false)
class LocalLockConfiguration {

	@Bean
	@Qualifier(LockTypes.LOCAL)
	ElectionLockFactory leaderLocalLockFactory() {
		return (election, lock) -> new LocalLock(LocalLock.defaultFolder(), lock.name());
	}

}
