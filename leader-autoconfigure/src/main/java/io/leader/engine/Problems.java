package io.leader.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;
import io.leader.lock.LockSnapshot;

/**
 * Remembers what is wrong, one cause per aspect, and warns once per cause: repetitions,
 * also in another aspect, go to DEBUG. Confined to the engine's thread.
 */
final class Problems {

	/**
	 * What can be wrong independently of the others, the gravest first.
	 */
	enum Aspect {

		RECORD("the lock can be used again"), READ("the lock can be read again"),
		WRITE("the lock can be written again"),

		WAIT("the wait for the holder's long lease is over"),

		DRAIN("the former term has ended"), WATCH("the lock can be watched again");

		private final String cured;

		Aspect(String cured) {
			this.cured = cured;
		}

	}

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private final String election;

	private final ElectionLog log;

	/** Later than any time. */
	static final long NEVER = Long.MAX_VALUE;

	private final Map<Aspect, String> current = new EnumMap<>(Aspect.class);

	/** The causes that were warned of, each in one aspect. */
	private final Map<Aspect, String> warned = new EnumMap<>(Aspect.class);

	private final LongSupplier now;

	private long unreachableSince = NEVER;

	Problems(String election, ElectionLog log, LongSupplier now) {
		this.election = election;
		this.log = log;
		this.now = now;
	}

	/**
	 * Reports a call that failed.
	 * @param what what could not be done, for people
	 */
	void failed(Aspect aspect, String what, LockException failure) {
		if (failure.kind() == LockException.Kind.FAILED) {
			this.unreachableSince = Math.min(this.unreachableSince, this.now.getAsLong());
		}
		else {
			answered();
		}
		report(aspect, what, failure.getMessage());
	}

	/**
	 * Notes that the lock has answered, whatever it said.
	 */
	void answered() {
		this.unreachableSince = NEVER;
	}

	void report(Aspect aspect, String sentence) {
		report(aspect, "", sentence);
	}

	/**
	 * Reports what is wrong.
	 * @param what what could not be done, unless the sentence says so
	 */
	void report(Aspect aspect, String what, String sentence) {
		this.current.put(aspect, sentence);
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
	 * Reports what is wrong with the lock itself.
	 */
	void lookAtRecord(@Nullable LockSnapshot seen) {
		if (seen != null && seen.reason() != null) {
			report(Aspect.RECORD, seen.reason());
		}
		else {
			cleared(Aspect.RECORD);
		}
	}

	void cleared(Aspect aspect) {
		this.current.remove(aspect);
		if (this.warned.remove(aspect) != null) {
			this.log.info("Election '{}': {}", this.election, aspect.cured);
		}
	}

	/**
	 * What is wrong, the gravest first.
	 */
	List<String> sentences() {
		return List.copyOf(this.current.values());
	}

	/**
	 * Since when the lock has not answered at all, or {@link #NEVER}.
	 */
	long unreachableSince() {
		return this.unreachableSince;
	}

	/**
	 * The sentence of one aspect.
	 */
	@Nullable String of(Aspect aspect) {
		return this.current.get(aspect);
	}

	private static String cause(String sentence) {
		return DIGITS.matcher(sentence).replaceAll("#");
	}

}
