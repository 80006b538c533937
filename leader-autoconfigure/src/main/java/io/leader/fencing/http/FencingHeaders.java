package io.leader.fencing.http;

import java.util.regex.Pattern;

/**
 * The names of the headers that carry a fencing token.
 * <p>
 * Internal: may change without notice.
 *
 * @param token the header with the token, a decimal number
 * @param election the header with the name of the election that the token belongs to,
 * percent-encoded where a name has other characters than those of a DNS name
 */
public record FencingHeaders(String token, String election) {

	/**
	 * The header with the token, by default.
	 */
	public static final String TOKEN = "Leader-Fencing-Token";

	/**
	 * The header with the election, by default.
	 */
	public static final String ELECTION = "Leader-Fencing-Election";

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	/**
	 * Rejects what is not the name of a header.
	 */
	public FencingHeaders {
		if (!isName(token) || !isName(election) || token.equalsIgnoreCase(election)) {
			throw new IllegalArgumentException(
					"'%s' and '%s' are not the names of two different HTTP headers".formatted(token, election));
		}
	}

	/**
	 * Whether a text can be the name of a header.
	 * @param text the text
	 * @return whether it can
	 */
	public static boolean isName(String text) {
		return NAME.matcher(text).matches();
	}

}
