package io.leader.engine;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.leader.engine.machine.Aspect;
import io.leader.lock.LockSnapshot;

/**
 * Remembers what is wrong, one cause per aspect, and warns once per cause: repetitions,
 * also in another aspect, go to DEBUG. Confined to the engine's thread.
 */
final class Problems {

	private static final Map<Aspect, String> CURED = Map.of(Aspect.RECORD, "the lock can be used again", Aspect.READ,
			"the lock can be read again", Aspect.WRITE, "the lock can be written again", Aspect.WAIT,
			"the wait for the holder's long lease is over", Aspect.DRAIN, "the former term has ended",
			Aspect.PREPARATION, "the term is prepared", Aspect.WATCH, "the lock can be watched again");

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private final String election;

	private final ElectionLog log;

	private final Map<Aspect, String> current = new EnumMap<>(Aspect.class);

	/** The causes that were warned of, each in one aspect. */
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
			this.log.info("Election '{}': {}", this.election, CURED.getOrDefault(aspect, "all is well again"));
		}
	}

	/**
	 * Takes in that something is no longer wrong because it is no longer tried. It is not
	 * warned of again when the next attempt fails for the same reason.
	 */
	void withdrawn(Aspect aspect) {
		this.current.remove(aspect);
	}

	/**
	 * Takes in that something is no longer of interest, however it went.
	 */
	void forgotten(Aspect aspect) {
		this.current.remove(aspect);
		this.warned.remove(aspect);
	}

	/**
	 * What is wrong, the gravest first.
	 */
	List<String> sentences() {
		return this.current.isEmpty() ? List.of() : List.copyOf(this.current.values());
	}

	/**
	 * The sentence of one aspect.
	 */
	@Nullable String of(Aspect aspect) {
		return this.current.get(aspect);
	}

	/**
	 * The sentence without its numbers. The same one is reported again and again.
	 */
	private String cause(String sentence) {
		if (!sentence.equals(this.lastSentence)) {
			this.lastCause = DIGITS.matcher(sentence).replaceAll("#");
			this.lastSentence = sentence;
		}
		return this.lastCause;
	}

}
