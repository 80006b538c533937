package io.leader.election;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
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

	/**
	 * One problem.
	 *
	 * @param sentence what is wrong
	 * @param unreachableSince since when the lock has not answered in this respect, or
	 * {@link #NEVER}
	 */
	private record Problem(String sentence, long unreachableSince) {
	}

	/** Later than any time. */
	static final long NEVER = Long.MAX_VALUE;

	private final Map<Aspect, Problem> current = new EnumMap<>(Aspect.class);

	private final LongSupplier now;

	Problems(String election, ElectionLog log, LongSupplier now) {
		this.election = election;
		this.log = log;
		this.now = now;
	}

	/**
	 * Reports a call that failed.
	 */
	void failed(Aspect aspect, LockException failure) {
		report(aspect, failure.getMessage(), failure.kind() == LockException.Kind.FAILED);
	}

	void report(Aspect aspect, String sentence) {
		report(aspect, sentence, false);
	}

	private void report(Aspect aspect, String sentence, boolean unreachable) {
		Problem before = this.current.get(aspect);
		long since = (before != null) ? before.unreachableSince() : NEVER;
		this.current.put(aspect, new Problem(sentence, unreachable ? Math.min(since, this.now.getAsLong()) : NEVER));
		if (before == null || !cause(before.sentence()).equals(cause(sentence))) {
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

	/**
	 * What is wrong, the gravest first.
	 */
	List<String> sentences() {
		return this.current.values().stream().map(Problem::sentence).toList();
	}

	/**
	 * Since when the lock has not answered, or {@link #NEVER}.
	 */
	long unreachableSince() {
		return this.current.values().stream().mapToLong(Problem::unreachableSince).min().orElse(NEVER);
	}

	/**
	 * The sentence of one aspect.
	 */
	@Nullable String of(Aspect aspect) {
		Problem problem = this.current.get(aspect);
		return (problem != null) ? problem.sentence() : null;
	}

	private static String cause(String sentence) {
		return DIGITS.matcher(sentence).replaceAll("#");
	}

}
