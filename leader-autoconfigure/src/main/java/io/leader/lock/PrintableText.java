package io.leader.lock;

import org.jspecify.annotations.Nullable;

/**
 * Converts text written by others, such as a holder or an instance mark, to a form
 * suitable for a single line of a log, a message, or a status. Anyone who may write a
 * lock can write anything into it.
 * <p>
 * Internal: public only for other packages of this library.
 */
public final class PrintableText {

	private static final int LONGEST = 200;

	private PrintableText() {
	}

	/**
	 * Returns the printable form of a text. If the text has more than 200 characters, an
	 * ellipsis replaces the rest.
	 * @param text the text
	 * @return the printable beginning of the text; empty if there is no text
	 */
	public static String of(@Nullable String text) {
		return of(text, LONGEST);
	}

	/**
	 * Returns the printable form of a text, in which each line break, control character,
	 * invisible formatting character, unassigned character, and unpaired surrogate is
	 * replaced with a question mark. If the text is too long, an ellipsis replaces its
	 * end. The cost is bounded by the limit, not by the length of the text.
	 * @param text the text
	 * @param longest how many characters (code points) of the text to keep
	 * @return the printable beginning of the text; empty if there is no text
	 */
	public static String of(@Nullable String text, int longest) {
		if (text == null) {
			return "";
		}
		StringBuilder printable = new StringBuilder(Math.min(text.length(), longest) + 1);
		int at = 0;
		for (int kept = 0; kept < longest && at < text.length(); kept++) {
			int point = text.codePointAt(at);
			printable.appendCodePoint(isPrintable(point) ? point : '?');
			at += Character.charCount(point);
		}
		return (at < text.length()) ? printable.append('…').toString() : printable.toString();
	}

	private static boolean isPrintable(int point) {
		return switch (Character.getType(point)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE, Character.UNASSIGNED ->
				false;
			default -> true;
		};
	}

}
