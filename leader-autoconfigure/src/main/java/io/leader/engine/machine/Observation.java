package io.leader.engine.machine;

import java.util.List;
import java.util.OptionalLong;

/**
 * How a candidate keeps its knowledge of the lock up to date. Times are nanoseconds on
 * its monotonic clock.
 *
 * @param running whether the candidate observes the lock at all
 * @param hasRead whether a read has succeeded since the candidate began to observe the
 * lock; earlier knowledge is outdated
 * @param reads the reads in progress
 * @param next when to read, unless an open watch makes a read unnecessary
 * @param lastRead when the last read was sent
 * @param notBefore the time until which the server requested a pause
 * @param readAgain whether to read again once no read is in progress
 * @param failures how many consecutive reads have failed
 * @param deletionVerified whether a read that verifies the holder of a deleted lock has
 * been sent since the deletion was observed
 * @param watching the watch
 */
public record Observation(boolean running, boolean hasRead, List<Read> reads, Window next, long lastRead,
		long notBefore, boolean readAgain, int failures, boolean deletionVerified, Watched watching) {

	/**
	 * A read in progress.
	 *
	 * @param call the number of the call
	 * @param sent when the read was sent
	 * @param highest the highest version that was known when the read was sent
	 */
	public record Read(long call, long sent, OptionalLong highest) {
	}

	/**
	 * The watch on the lock.
	 *
	 * @param watch the watch
	 * @param next when a watch may be opened
	 * @param failures how many watches have ended or could not be opened since the last
	 * event; refusals for lack of permission do not count
	 * @param openedBefore whether any watch has been opened before
	 */
	public record Watched(Watch watch, Window next, int failures, boolean openedBefore) {
	}

	static final Observation NONE = new Observation(false, false, List.of(), Window.at(0), 0, 0, false, 0, false,
			new Watched(new Watch.Closed(), Window.at(0), 0, false));

}
