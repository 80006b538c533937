package io.leader.autoconfigure;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.leader.lock.ElectionLockFactory;
import io.leader.lock.local.LocalLock;

/**
 * The lock among the processes on this machine.
 */
@Configuration(proxyBeanMethods = false)
class LocalLockConfiguration {

	@Bean
	@Qualifier(LockTypes.LOCAL)
	ElectionLockFactory leaderLocalLockFactory(LocalLocks locks) {
		return (election, lock) -> locks.add(new LocalLock(LocalLock.defaultFolder(), lock.name()));
	}

	@Bean
	LocalLocks leaderLocalLocks() {
		return new LocalLocks();
	}

	@Bean
	OpenResources leaderLocalResources(LocalLocks locks) {
		return locks::closeFiles;
	}

	/**
	 * The locks that may have files open. A lock that is used again opens another one.
	 */
	static final class LocalLocks {

		private final Set<LocalLock> locks = Collections.newSetFromMap(new WeakHashMap<>());

		synchronized LocalLock add(LocalLock lock) {
			this.locks.add(lock);
			return lock;
		}

		synchronized void closeFiles() {
			this.locks.forEach(LocalLock::close);
		}

	}

}
