package io.leader.engine.machine;

import java.util.Set;

import io.leader.lock.InstanceMark;
import io.leader.lock.LockRecord;
import io.leader.lock.LockSnapshot;

/**
 * Something that the machine wants done. The effects of a transition are performed in the
 * order given; none of them waits. Spans are in nanoseconds.
 */
public sealed interface Effect {

	// Calls to the lock

	/**
	 * Reads the lock.
	 *
	 * @param call the number of the call, for its answer
	 * @param timeout how long an answer is waited for
	 */
	record Read(long call, long timeout) implements Effect {
	}

	/**
	 * Writes the lock if it still is in the version of the base: creates it if that is
	 * absent.
	 *
	 * @param call the number of the call, for its answer
	 * @param purpose what it is for
	 * @param base what it replaces
	 * @param record what is written
	 * @param timeout how long an answer is waited for
	 */
	record Write(long call, Purpose purpose, LockSnapshot base, LockRecord record, long timeout) implements Effect {
	}

	/**
	 * Opens a watch.
	 *
	 * @param session its number
	 * @param from what was seen last
	 * @param timeout how long opening it may take
	 */
	record OpenWatch(long session, LockSnapshot from, long timeout) implements Effect {
	}

	/**
	 * Closes a watch.
	 *
	 * @param session its number
	 */
	record CloseWatch(long session) implements Effect {
	}

	// The authority

	/**
	 * Begins the authority of a term.
	 *
	 * @param term the number of the term
	 * @param call the number of the write that the authority counts from
	 * @param token the fencing token
	 */
	record BeginAuthority(long term, long call, long token) implements Effect {
	}

	/**
	 * Prolongs the authority of a term, unless it has ended.
	 *
	 * @param term the number of the term
	 * @param call the number of the write that the authority counts from
	 */
	record Prolong(long term, long call) implements Effect {
	}

	/**
	 * Ends the authority, and then the term: no new guarded call starts, and those in
	 * progress are told.
	 *
	 * @param term the number of the term
	 */
	record EndAuthority(long term) implements Effect {
	}

	/**
	 * Notes that others may hold the lock, whatever the clock says.
	 */
	record LeaseOver() implements Effect {
	}

	// Names and chance

	/**
	 * Draws a name and a mark, since this candidate starts to campaign (rule 13).
	 */
	record DrawName() implements Effect {
	}

	/**
	 * Draws another mark.
	 */
	record DrawMark() implements Effect {
	}

	/**
	 * Notes that nothing is left of what this candidate did under some marks.
	 *
	 * @param marks the marks
	 */
	record EndMarks(Set<InstanceMark> marks) implements Effect {
	}

	/**
	 * Wakes the machine within a window. The wakes of one transition are all that there
	 * are: they replace those of the one before.
	 *
	 * @param alarm what for
	 * @param window when
	 */
	record Wake(Alarm alarm, Window window) implements Effect {
	}

	// What listeners and operators are told

	/**
	 * Tells that this process is a candidate.
	 */
	record TellCandidacy() implements Effect {
	}

	/**
	 * Tells the listeners of a grant.
	 *
	 * @param token the fencing token
	 */
	record TellGranted(long token) implements Effect {
	}

	/**
	 * Tells the listeners of a revocation.
	 *
	 * @param term the number of the term
	 * @param cause why
	 * @param sentence the same for people
	 */
	record TellRevoked(long term, Cause cause, String sentence) implements Effect {
	}

	/**
	 * Tells what was seen.
	 *
	 * @param seen the lock
	 * @param mine whether it is held by this candidate, in this life or a former one
	 */
	record TellSighted(LockSnapshot seen, boolean mine) implements Effect {
	}

	/**
	 * Tells those that wait for the candidate to stop.
	 */
	record TellStopped() implements Effect {
	}

	// What is wrong

	/**
	 * Reports what is wrong.
	 *
	 * @param aspect what is wrong
	 * @param what what could not be done
	 * @param sentence why
	 */
	record Report(Aspect aspect, String what, String sentence) implements Effect {
	}

	/**
	 * Reports that the lock is polled, since it may not be watched.
	 *
	 * @param failure why
	 */
	record ReportPolling(Failure failure) implements Effect {
	}

	/**
	 * Reports an unusually long wait.
	 *
	 * @param deleted whether the lock was deleted while it was held
	 * @param holder the holder
	 * @param lease the lease that the holder asks for
	 * @param remaining what is left of it
	 */
	record ReportLongWait(boolean deleted, String holder, long lease, long remaining) implements Effect {
	}

	/**
	 * Reports which holder a deleted lock that does not expire is left to.
	 *
	 * @param holder the holder
	 */
	record ReportDeletion(String holder) implements Effect {
	}

	/**
	 * Reports that a former term has not ended in time.
	 *
	 * @param listenersReturned whether only guarded calls are left
	 */
	record ReportOverdue(boolean listenersReturned) implements Effect {
	}

	/**
	 * Reports that somebody else has changed the renew time.
	 */
	record ReportForeignRenewTime() implements Effect {
	}

	/**
	 * Reports that the lock could not be released.
	 *
	 * @param failure why
	 */
	record ReportNotReleased(String failure) implements Effect {
	}

	/**
	 * Notes that nothing is wrong any longer.
	 *
	 * @param aspect with what
	 */
	record Clear(Aspect aspect) implements Effect {
	}

	// What is counted

	/**
	 * Counts a grant.
	 *
	 * @param sinceFree the time since the lock was seen to be free
	 */
	record CountGrant(long sinceFree) implements Effect {
	}

	/**
	 * Counts a renewal.
	 *
	 * @param outcome what became of it
	 * @param took the time from sending to answer
	 */
	record CountRenewal(Outcome outcome, long took) implements Effect {
	}

	/**
	 * Counts a watch after the first.
	 */
	record CountWatchRestart() implements Effect {
	}

}
