package io.leader.lock;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.leader.lock.test.ElectionLockContract;
import io.leader.lock.test.InMemoryElectionLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

class InMemoryElectionLockTests extends ElectionLockContract {

	private static final LockCoordinates COORDINATES = new LockCoordinates("memory", "orders", "shop");

	private final InMemoryElectionLock lock = new InMemoryElectionLock(COORDINATES);

	@Override
	protected ElectionLock lock() {
		return this.lock;
	}

	@Override
	protected void delete() {
		this.lock.delete();
	}

	@Test
	void itsTraitsAreDocumented() {
		assertThat(this.lock.coordinates()).isEqualTo(COORDINATES);
		assertThat(this.lock.timeResolution()).isEqualTo(Duration.ofNanos(1));
		assertThat(this.lock.verifiesHolder() || this.lock.isHeldForLife()).isFalse();
		assertThat(this.lock.create(record("one", 0), TIMEOUT).version()).isOne();
		delete();
		assertThat(this.lock.create(record("one", 0), TIMEOUT).version()).isEqualTo(3);
	}

	@Test
	void aClosedWatchShowsNothing() {
		LockWatcher watcher = mock();
		this.lock.watch(this.lock.read(TIMEOUT), watcher, TIMEOUT).close();
		this.lock.create(record("one", 0), TIMEOUT);
		verifyNoInteractions(watcher);
	}

}
