package io.leader.fencing.http;

import java.util.regex.Pattern;

/**
 * The names of the headers that carry a fencing token.
 * <p>
 * Internal: may change without notice.
 *
 * @param token the header that contains the token as a decimal number
 * @param election the header that contains the percent-encoded name of the election to
 * which the token belongs
 */
public record FencingHeaders(String token, String election) {

	/**
	 * The default name of the header that contains the token.
	 */
	public static final String TOKEN = "Leader-Fencing-Token";

	/**
	 * The default name of the header that contains the name of the election.
	 */
	public static final String ELECTION = "Leader-Fencing-Election";

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/**
	 * Creates the header names.
	 * @throws IllegalArgumentException if a name is not valid or if both are the same,
	 * ignoring case
	 */
	public FencingHeaders {
		if (!isName(token) || !isName(election) || token.equalsIgnoreCase(election)) {
			throw new IllegalArgumentException(
					"'%s' and '%s' are not the names of two different HTTP headers".formatted(token, election));
		}
	}

	/**
	 * Returns whether a text is a valid header name.
	 * @param text the text
	 * @return {@code true} if it is valid
	 */
	public static boolean isName(String text) {
		return NAME.matcher(text).matches();
	}

}
