package io.leader.engine;

import java.time.Duration;
import java.util.OptionalLong;

import io.leader.engine.machine.Failure;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.PrintableText;

/**
 * Converts throwables into failures of calls. A failure keeps the message but not the
 * stack trace.
 */
final class CallFailures {

	private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

	private CallFailures() {
	}

	static Failure of(Throwable cause) {
		if (cause instanceof LockException refusal) {
			Duration requested = refusal.retryAfter();
			return new Failure(refusal.kind(), refusal.getMessage(),
					(requested != null) ? OptionalLong.of(nanos(requested)) : OptionalLong.empty());
		}
		String text = (cause.getMessage() != null) ? PrintableText.of(cause.getMessage()) : "no message";
		return of(cause.getClass().getSimpleName() + ": " + text);
	}

	static Failure of(String message) {
		return new Failure(Kind.FAILED, message, OptionalLong.empty());
	}

	private static long nanos(Duration requested) {
		if (requested.isNegative()) {
			return 0;
		}
		return (requested.compareTo(LONGEST_PAUSE) < 0) ? requested.toNanos() : LONGEST_PAUSE.toNanos();
	}

}
