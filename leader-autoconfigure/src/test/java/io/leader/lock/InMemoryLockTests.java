package io.leader.lock;

import io.leader.lock.test.ElectionLockContract;

class InMemoryLockTests extends ElectionLockContract {

	private final InMemoryLock lock = new InMemoryLock();

	@Override
	protected ElectionLock lock() {
		return this.lock;
	}

	@Override
	protected void delete() {
		this.lock.delete();
	}

}
