package io.leader.engine;

/**
 * A lock that does not expire, like the locks of some other libraries.
 */
class UnexpiringLock extends HookedLock {

	@Override
	public boolean isHeldForLife() {
		return true;
	}

	@Override
	public boolean verifiesHolder() {
		return true;
	}

}
