package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockSnapshot;

/**
 * An event or request to process. Exactly one result follows each call to the lock,
 * unless the engine is closed.
 */
public sealed interface Input {

	// Requests

	/**
	 * The process should be a candidate.
	 */
	record Start() implements Input {
	}

	/**
	 * The process should no longer be a candidate.
	 */
	record Stop() implements Input {
	}

	/**
	 * The authority of a term was given up, or could not begin.
	 *
	 * @param term the number of the term
	 */
	record Yielded(long term) implements Input {
	}

	/**
	 * The candidate should leave the lock to others for a while.
	 *
	 * @param until the end of the absence, in nanoseconds on the candidate's monotonic
	 * clock
	 */
	record StayOut(long until) implements Input {
	}

	/**
	 * The candidate may campaign again.
	 */
	record EndAbsence() implements Input {
	}

	/**
	 * The lock should be read as soon as possible.
	 */
	record ReadAgain() implements Input {
	}

	// Identities and marks

	/**
	 * An identity was obtained, and a mark was drawn.
	 *
	 * @param identity the candidate's identity
	 * @param mark the instance mark of this run
	 */
	record Named(String identity, InstanceMark mark) implements Input {
	}

	/**
	 * Another mark was drawn.
	 *
	 * @param mark the mark
	 */
	record Marked(InstanceMark mark) implements Input {
	}

	// Environment

	/**
	 * A change in the set of other runs in this process that have not ended and whose
	 * records were found in the lock.
	 *
	 * @param marks the marks of these runs
	 */
	record Neighbors(Set<String> marks) implements Input {
	}

	/**
	 * A change in the number of other elections that the process leads or whose locks it
	 * has claimed.
	 *
	 * @param count the new number
	 */
	record OthersLed(int count) implements Input {
	}

	/**
	 * The difference between the clocks has changed.
	 *
	 * @param apart the wall clock's time minus the monotonic clock's, in nanoseconds
	 */
	record ClocksApart(long apart) implements Input {
	}

	// Results

	/**
	 * A read succeeded.
	 *
	 * @param call the number of the call
	 * @param snapshot the lock
	 */
	record ReadSucceeded(long call, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A read failed or timed out.
	 *
	 * @param call the number of the call
	 * @param failure the reason
	 */
	record ReadFailed(long call, Failure failure) implements Input {
	}

	/**
	 * A write was acknowledged.
	 *
	 * @param call the number of the call
	 * @param snapshot the lock as written
	 */
	record Written(long call, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A write failed or timed out.
	 *
	 * @param call the number of the call
	 * @param failure the reason
	 */
	record WriteFailed(long call, Failure failure) implements Input {
	}

	// Watch events

	/**
	 * A watch was opened.
	 *
	 * @param session the number of the watch
	 */
	record WatchOpened(long session) implements Input {
	}

	/**
	 * A watch could not be opened.
	 *
	 * @param session the number of the watch
	 * @param failure the reason
	 */
	record WatchFailed(long session, Failure failure) implements Input {
	}

	/**
	 * A watch reported a change.
	 *
	 * @param session the number of the watch
	 * @param snapshot the lock after the change
	 */
	record WatchReported(long session, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A watch ended normally.
	 *
	 * @param session the number of the watch
	 */
	record WatchEnded(long session) implements Input {
	}

	/**
	 * A watch ended because of a failure.
	 *
	 * @param session the number of the watch
	 * @param failure the reason
	 */
	record WatchBroken(long session, Failure failure) implements Input {
	}

	// Draining

	/**
	 * The listeners returned from a revocation.
	 *
	 * @param term the number of the term
	 */
	record ListenersReturned(long term) implements Input {
	}

	/**
	 * No guarded call of an ended term is still in progress.
	 *
	 * @param term the number of the term
	 */
	record CallsFinished(long term) implements Input {
	}

	// Time

	/**
	 * The authority of a term has expired according to one of the clocks.
	 *
	 * @param term the number of the term
	 */
	record AuthorityExpired(long term) implements Input {
	}

	/**
	 * An alarm rang.
	 *
	 * @param alarm the alarm
	 */
	record Rang(Alarm alarm) implements Input {
	}

}
