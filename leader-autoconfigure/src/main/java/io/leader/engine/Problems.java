package io.leader.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Aspect;
import io.leader.lock.LockSnapshot;

/**
 * Keeps the current problems, one per aspect. Logs each problem as a warning, or at DEBUG
 * level if the last warning about this or any other aspect had the same cause. Confined
 * to the engine's thread.
 */
final class Problems {

	private static final Map<Aspect, String> RESOLVED = Map.of(Aspect.RECORD, "the lock can be used again", Aspect.READ,
			"the lock can be read again", Aspect.WRITE, "the lock can be written again", Aspect.WAIT,
			"the unusually long wait for the holder has ended", Aspect.DRAIN, "the previous term has ended",
			Aspect.PREPARATION, "the term is prepared", Aspect.WATCH, "the lock can be watched again");

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private final String election;

	private final ElectionLog log;

	private final Map<Aspect, String> current = new EnumMap<>(Aspect.class);

	/** The cached problems, or {@code null} after a change. */
	private @Nullable List<String> sentences = List.of();

	/**
	 * The cause of the last warning about each aspect, kept until the problem is resolved
	 * or no longer relevant.
	 */
	private final Map<Aspect, String> warned = new EnumMap<>(Aspect.class);

	private String lastSentence = "";

	private String lastCause = "";

	Problems(String election, ElectionLog log) {
		this.election = election;
		this.log = log;
	}

	void report(Aspect aspect, String sentence) {
		report(aspect, "", sentence);
	}

	/**
	 * Reports a problem.
	 * @param what the operation that failed, for the log; empty if the sentence names it
	 */
	void report(Aspect aspect, String what, String sentence) {
		this.current.put(aspect, sentence);
		this.sentences = null;
		String text = (what.isEmpty() || sentence.startsWith(what)) ? sentence : what + " failed: " + sentence;
		String cause = cause(sentence);
		if (this.warned.containsValue(cause)) {
			this.log.debug("Election '{}': {}", this.election, text);
		}
		else {
			this.warned.put(aspect, cause);
			this.log.warn("Election '{}': {}", this.election, text);
		}
	}

	/**
	 * Reports the problem that a snapshot of the lock describes. If there is none, clears
	 * the problem that was reported for the record.
	 */
	void checkRecord(@Nullable LockSnapshot seen) {
		if (seen != null && seen.reason() != null) {
			report(Aspect.RECORD, seen.reason());
		}
		else {
			clear(Aspect.RECORD);
		}
	}

	void clear(Aspect aspect) {
		withdraw(aspect);
		if (this.warned.remove(aspect) != null) {
			this.log.info("Election '{}': {}", this.election, RESOLVED.getOrDefault(aspect, "the problem is resolved"));
		}
	}

	/**
	 * Removes a problem because the operation is no longer attempted. No new warning is
	 * logged if the next attempt fails for the same reason.
	 */
	void withdraw(Aspect aspect) {
		if (this.current.remove(aspect) != null) {
			this.sentences = null;
		}
	}

	/**
	 * Removes a problem that is no longer relevant, without logging that it is resolved.
	 */
	void forget(Aspect aspect) {
		withdraw(aspect);
		this.warned.remove(aspect);
	}

	/**
	 * Returns the current problems, the most severe first.
	 */
	List<String> sentences() {
		List<String> all = this.sentences;
		if (all == null) {
			all = List.copyOf(this.current.values());
			this.sentences = all;
		}
		return all;
	}

	/**
	 * Returns the current problem of an aspect, or {@code null} if there is none.
	 */
	@Nullable String of(Aspect aspect) {
		return this.current.get(aspect);
	}

	/**
	 * Returns a sentence with placeholders for its numbers, so that sentences that differ
	 * only in numbers have the same cause. Caches the last result, since the same
	 * sentence is often reported repeatedly.
	 */
	private String cause(String sentence) {
		if (!sentence.equals(this.lastSentence)) {
			this.lastCause = DIGITS.matcher(sentence).replaceAll("#");
			this.lastSentence = sentence;
		}
		return this.lastCause;
	}

}
