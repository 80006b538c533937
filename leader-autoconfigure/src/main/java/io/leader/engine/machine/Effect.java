package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * An action that the machine requests. The effects of a transition are performed in the
 * given order. None of them blocks, except that {@link EndAuthority} waits briefly for
 * the removal of signs of leadership, such as the status file. Spans are in nanoseconds.
 */
public sealed interface Effect {

	// Calls to the lock

	/**
	 * Reads the lock.
	 *
	 * @param call the number of the call, to which its result refers
	 * @param timeout how long to wait for the result
	 * @param first whether the candidate has not observed the lock yet, in which case the
	 * result is allowed to be as old as the last change that a watch has reported
	 */
	record Read(long call, long timeout, boolean first) implements Effect {
	}

	/**
	 * Writes the lock if it is still at the version of the base; creates it if the base
	 * is absent.
	 *
	 * @param call the number of the call, to which its result refers
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
	 * @param from the version of the lock after which changes are reported
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
	 * @param call the number of the write from whose send time the authority is measured
	 * @param token the fencing token
	 */
	record BeginAuthority(long term, long call, long token) implements Effect {
	}

	/**
	 * Extends the authority of a term, unless the authority has ended.
	 *
	 * @param term the number of the term
	 * @param call the number of the write from whose send time the authority is measured
	 */
	record Prolong(long term, long call) implements Effect {
	}

	/**
	 * Ends the authority, so that no new guarded call starts. Notifies the calls in
	 * progress that asked to be notified of the end of the term.
	 *
	 * @param term the number of the term
	 */
	record EndAuthority(long term) implements Effect {
	}

	/**
	 * Records that others might hold the lock even though the lease has not expired by
	 * the clock.
	 */
	record LeaseOver() implements Effect {
	}

	// Identities, marks, and random delays

	/**
	 * Obtains an identity and draws a mark for a candidate that is about to campaign
	 * (rule 13).
	 */
	record DrawName() implements Effect {
	}

	/**
	 * Draws another mark.
	 */
	record DrawMark() implements Effect {
	}

	/**
	 * Ends marks that this candidate no longer uses, so that the next candidate in this
	 * Pod recognizes a record with one of them as its predecessor's.
	 *
	 * @param marks the marks
	 */
	record EndMarks(Set<InstanceMark> marks) implements Effect {
	}

	/**
	 * Wakes the machine within a window. The wake-ups that a transition requests replace
	 * those that the previous one requested.
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
	 * Lets the term begin for the application as soon as the term is prepared, and
	 * notifies the listeners of the grant.
	 *
	 * @param token the fencing token
	 */
	record NotifyGranted(long token) implements Effect {
	}

	/**
	 * Notifies the listeners of a revocation, if they were notified of the grant. In any
	 * case, {@link Input.ListenersReturned} follows.
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
	 * @param mine whether the lock contains a record of this candidate or of an earlier
	 * run in its Pod
	 */
	record NotifyObserved(LockSnapshot seen, boolean mine) implements Effect {
	}

	/**
	 * Completes the pending requests to stop.
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
	 * @param lease how long the wait is in total, usually the lease duration in the
	 * holder's record
	 * @param remaining how much of the wait remains
	 */
	record ReportLongWait(boolean deleted, String holder, long lease, long remaining) implements Effect {
	}

	/**
	 * Reports that a lock that does not expire was deleted, and that this candidate still
	 * waits for its holder.
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
	 * Reports that another process has changed the renew time in this leader's record.
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
	 * Counts a grant when the term begins for the application.
	 *
	 * @param sinceFree the time since this candidate found that it could claim the lock;
	 * 0 if unknown
	 */
	record CountGrant(long sinceFree) implements Effect {
	}

	/**
	 * Counts a renewal.
	 *
	 * @param outcome the outcome of the renewal
	 * @param took the time from sending the request until its result was known
	 */
	record CountRenewal(Outcome outcome, long took) implements Effect {
	}

	/**
	 * Counts the opening of any watch after the first one.
	 */
	record CountWatchRestart() implements Effect {
	}

}
