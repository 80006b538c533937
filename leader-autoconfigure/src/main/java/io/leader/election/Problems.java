package io.leader.election;

import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Remembers what is wrong, one cause per aspect, and warns once per cause: repetitions go
 * to DEBUG. Confined to the engine's thread.
 */
final class Problems {

	/**
	 * What can be wrong independently of the others, the gravest first.
	 */
	enum Aspect {

		RECORD("the lock can be used again"), READ("the lock can be read again"),
		WRITE("the lock can be written again"),

		DRAIN("the former term has ended"), WATCH("the lock can be watched again");

		private final String cured;

		Aspect(String cured) {
			this.cured = cured;
		}

	}

	private static final Pattern DIGITS = Pattern.compile("\\d+");

	private final String election;

	private final ElectionLog log;

	private final Map<Aspect, String> current = new EnumMap<>(Aspect.class);

	Problems(String election, ElectionLog log) {
		this.election = election;
		this.log = log;
	}

	void report(Aspect aspect, String sentence) {
		String before = this.current.put(aspect, sentence);
		if (before == null || !cause(before).equals(cause(sentence))) {
			this.log.warn("Election '{}': {}", this.election, sentence);
		}
		else {
			this.log.debug("Election '{}': {}", this.election, sentence);
		}
	}

	void cleared(Aspect aspect) {
		if (this.current.remove(aspect) != null) {
			this.log.info("Election '{}': {}", this.election, aspect.cured);
		}
	}

	@Nullable String gravest() {
		return this.current.values().stream().findFirst().orElse(null);
	}

	private static String cause(String sentence) {
		return DIGITS.matcher(sentence).replaceAll("#");
	}

}
