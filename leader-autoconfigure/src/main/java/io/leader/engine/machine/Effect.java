package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * An action that the machine requests. The effects of a transition are performed in the
 * given order. None of them blocks. Spans are in nanoseconds.
 */
public sealed interface Effect {

	// Calls to the lock

	/**
	 * Reads the lock.
	 *
	 * @param call the number of the call, which its result refers to
	 * @param timeout how long to wait for the result
	 * @param first whether the candidate has not observed the lock yet, in which case the
	 * result may be as old as the last event of a watch
	 */
	record Read(long call, long timeout, boolean first) implements Effect {
	}

	/**
	 * Writes the lock if it is still at the version of the base; creates it if the base
	 * is absent.
	 *
	 * @param call the number of the call, which its result refers to
	 * @param purpose the purpose of the write
	 * @param base the snapshot to replace
	 * @param record the record to write
	 * @param timeout how long to wait for the result
	 */
	record Write(long call, Purpose purpose, LockSnapshot base, LockRecord record, long timeout) implements Effect {
	}

	/**
	 * Opens a watch.
	 *
	 * @param session the number of the watch
	 * @param from the last observed version of the lock
	 * @param timeout how long opening the watch may take
	 */
	record OpenWatch(long session, LockSnapshot from, long timeout) implements Effect {
	}

	/**
	 * Closes a watch.
	 *
	 * @param session the number of the watch
	 */
	record CloseWatch(long session) implements Effect {
	}

	// The authority

	/**
	 * Begins the authority of a term.
	 *
	 * @param term the number of the term
	 * @param call the number of the write from which the authority counts
	 * @param token the fencing token
	 */
	record BeginAuthority(long term, long call, long token) implements Effect {
	}

	/**
	 * Extends the authority of a term, unless it has ended.
	 *
	 * @param term the number of the term
	 * @param call the number of the write from which the authority counts
	 */
	record Prolong(long term, long call) implements Effect {
	}

	/**
	 * Ends the authority and then the term. No new guarded call starts, and the calls in
	 * progress are notified.
	 *
	 * @param term the number of the term
	 */
	record EndAuthority(long term) implements Effect {
	}

	/**
	 * Records that others may hold the lock, regardless of the clock.
	 */
	record LeaseOver() implements Effect {
	}

	// Names and random delays

	/**
	 * Obtains a name and draws a mark for a candidate that is about to campaign (rule
	 * 13).
	 */
	record DrawName() implements Effect {
	}

	/**
	 * Draws another mark.
	 */
	record DrawMark() implements Effect {
	}

	/**
	 * Records that everything this candidate did under some marks is no longer in effect.
	 *
	 * @param marks the marks
	 */
	record EndMarks(Set<InstanceMark> marks) implements Effect {
	}

	/**
	 * Wakes the machine within a window. The wake-ups of a transition replace those of
	 * the previous one.
	 *
	 * @param alarm the reason for waking
	 * @param window when to wake
	 */
	record Wake(Alarm alarm, Window window) implements Effect {
	}

	// Notifications

	/**
	 * Reports that this process is a candidate.
	 */
	record NotifyCandidacy() implements Effect {
	}

	/**
	 * Notifies the listeners of a grant.
	 *
	 * @param token the fencing token
	 */
	record NotifyGranted(long token) implements Effect {
	}

	/**
	 * Notifies the listeners of a revocation.
	 *
	 * @param term the number of the term
	 * @param cause the cause of the revocation
	 * @param sentence the cause as a human-readable sentence
	 */
	record NotifyRevoked(long term, Cause cause, String sentence) implements Effect {
	}

	/**
	 * Reports an observation of the lock.
	 *
	 * @param seen the observed lock
	 * @param mine whether the lock contains a record of this candidate or of its earlier
	 * start
	 */
	record NotifyObserved(LockSnapshot seen, boolean mine) implements Effect {
	}

	/**
	 * Completes the calls that wait for the candidate to stop.
	 */
	record NotifyStopped() implements Effect {
	}

	// Problems

	/**
	 * Reports a problem.
	 *
	 * @param aspect the aspect that is affected
	 * @param what the operation that failed
	 * @param sentence the reason
	 */
	record Report(Aspect aspect, String what, String sentence) implements Effect {
	}

	/**
	 * Reports that the lock is polled, since this candidate is not permitted to watch it.
	 *
	 * @param failure the refusal of the watch
	 */
	record ReportPolling(Failure failure) implements Effect {
	}

	/**
	 * Reports an unusually long wait.
	 *
	 * @param deleted whether the lock was deleted while it was held
	 * @param holder the holder
	 * @param lease the lease that the holder requested
	 * @param remaining how much of that lease remains
	 */
	record ReportLongWait(boolean deleted, String holder, long lease, long remaining) implements Effect {
	}

	/**
	 * Reports that a deleted lock that does not expire is left to its holder.
	 *
	 * @param holder the holder
	 */
	record ReportDeletion(String holder) implements Effect {
	}

	/**
	 * Reports that an earlier term has not ended in time.
	 *
	 * @param listenersReturned whether only guarded calls are still in progress
	 */
	record ReportOverdue(boolean listenersReturned) implements Effect {
	}

	/**
	 * Reports that another process has changed the renew time.
	 */
	record ReportForeignRenewTime() implements Effect {
	}

	/**
	 * Reports that the lock could not be released.
	 *
	 * @param failure the reason
	 */
	record ReportNotReleased(String failure) implements Effect {
	}

	/**
	 * Clears a problem.
	 *
	 * @param aspect the aspect that is no longer affected
	 */
	record Clear(Aspect aspect) implements Effect {
	}

	// Counters

	/**
	 * Counts a grant.
	 *
	 * @param sinceFree the time since the lock was observed to be free
	 */
	record CountGrant(long sinceFree) implements Effect {
	}

	/**
	 * Counts a renewal.
	 *
	 * @param outcome the outcome of the renewal
	 * @param took the time from sending the request to receiving the response
	 */
	record CountRenewal(Outcome outcome, long took) implements Effect {
	}

	/**
	 * Counts the opening of any watch after the first one.
	 */
	record CountWatchRestart() implements Effect {
	}

}
