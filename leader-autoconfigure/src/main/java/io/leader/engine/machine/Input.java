package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockSnapshot;

/**
 * Something that happened. Exactly one answer follows each call.
 */
public sealed interface Input {

	// What was wished

	/**
	 * The process is to be a candidate.
	 */
	record Start() implements Input {
	}

	/**
	 * The process is to be a candidate no longer.
	 */
	record Stop() implements Input {
	}

	/**
	 * The authority of a term was given up: it has ended already.
	 *
	 * @param term the number of the term
	 */
	record Yielded(long term) implements Input {
	}

	/**
	 * The candidate is not to campaign for a while.
	 *
	 * @param until the end of that, on the monotonic clock
	 */
	record StayOut(long until) implements Input {
	}

	/**
	 * The candidate may campaign again.
	 */
	record EndAbsence() implements Input {
	}

	/**
	 * The lock is to be read soon.
	 */
	record LookAgain() implements Input {
	}

	// What was drawn

	/**
	 * A name and a mark were drawn.
	 *
	 * @param identity the candidate's name in the record
	 * @param mark the instance mark of this start
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

	// What the world around is like

	/**
	 * Other starts are alive in this process.
	 *
	 * @param marks their marks, as far as they matter
	 */
	record Neighbors(Set<String> marks) implements Input {
	}

	/**
	 * The process leads other elections.
	 *
	 * @param count how many
	 */
	record OthersLed(int count) implements Input {
	}

	/**
	 * The clocks do not advance alike.
	 *
	 * @param apart how far the wall clock is ahead of the monotonic one, in nanoseconds
	 */
	record ClocksApart(long apart) implements Input {
	}

	// What came back

	/**
	 * A read was answered.
	 *
	 * @param call its number
	 * @param snapshot the lock
	 */
	record ReadAnswered(long call, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A read failed, or no answer came in time.
	 *
	 * @param call its number
	 * @param failure why
	 */
	record ReadFailed(long call, Failure failure) implements Input {
	}

	/**
	 * A write was acknowledged.
	 *
	 * @param call its number
	 * @param snapshot the lock as written
	 */
	record Written(long call, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A write failed, or no answer came in time.
	 *
	 * @param call its number
	 * @param failure why
	 */
	record WriteFailed(long call, Failure failure) implements Input {
	}

	// What a watch showed

	/**
	 * A watch is open.
	 *
	 * @param session its number
	 */
	record WatchOpened(long session) implements Input {
	}

	/**
	 * A watch could not be opened.
	 *
	 * @param session its number
	 * @param failure why
	 */
	record WatchFailed(long session, Failure failure) implements Input {
	}

	/**
	 * A watch showed a change.
	 *
	 * @param session its number
	 * @param snapshot the lock after the change
	 */
	record WatchShowed(long session, LockSnapshot snapshot) implements Input {
	}

	/**
	 * A watch ended in good order.
	 *
	 * @param session its number
	 */
	record WatchEnded(long session) implements Input {
	}

	/**
	 * A watch broke.
	 *
	 * @param session its number
	 * @param failure why
	 */
	record WatchBroken(long session, Failure failure) implements Input {
	}

	// What the end of a term waits for

	/**
	 * The listeners returned from a revocation.
	 *
	 * @param term the number of the term
	 */
	record ListenersReturned(long term) implements Input {
	}

	/**
	 * No guarded call of a term that is over is running.
	 *
	 * @param term the number of the term
	 */
	record CallsFinished(long term) implements Input {
	}

	// Time

	/**
	 * An authority is over by one of the clocks.
	 *
	 * @param term the number of the term
	 */
	record AuthorityOver(long term) implements Input {
	}

	/**
	 * It is time for something.
	 *
	 * @param alarm for what
	 */
	record Rang(Alarm alarm) implements Input {
	}

}
