package io.leader.engine;

/**
 * A lock that does not expire, like that of another library.
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
