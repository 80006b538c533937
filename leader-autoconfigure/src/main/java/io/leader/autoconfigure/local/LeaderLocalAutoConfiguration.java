package io.leader.autoconfigure.local;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.lifecycle.OpenResources;
import io.leader.lock.ElectionLockFactory;
import io.leader.lock.local.LocalLock;
import io.leader.lock.local.LocalLocks;

/**
 * Auto-configuration for the local lock, which the processes of this user on this machine
 * share.
 */
@AutoConfiguration(after = LeaderAutoConfiguration.class)
@ConditionalOnBean(value = ConfiguredElections.class, search = SearchStrategy.CURRENT)
public final class LeaderLocalAutoConfiguration {

	@Bean
	@Qualifier(LocalLock.TYPE)
	ElectionLockFactory leaderLocalLockFactory(LocalLocks locks) {
		return (election, lock) -> locks.create(lock.name());
	}

	@Bean
	LocalLocks leaderLocalLocks() {
		return new LocalLocks();
	}

	@Bean
	OpenResources leaderLocalResources(LocalLocks locks) {
		return locks::closeFiles;
	}

}
