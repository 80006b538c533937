package io.leader.kubernetes;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A label and its value.
 *
 * @param key the label's key
 * @param value its value
 */
public record Label(String key, String value) {

	private static final Pattern KEY = Pattern
		.compile("(?:[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

	private static final Pattern VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

	/**
	 * Parses a label.
	 * @param text a key and a value, separated by {@code =}
	 * @return the label, or empty if there is no {@code =} or if the key or the value is
	 * not valid in Kubernetes
	 */
	public static Optional<Label> of(String text) {
		int separator = text.indexOf('=');
		if (separator < 0) {
			return Optional.empty();
		}
		Label label = new Label(text.substring(0, separator), text.substring(separator + 1));
		return (KEY.matcher(label.key).matches() && isValue(label.value)) ? Optional.of(label) : Optional.empty();
	}

	/**
	 * Returns whether a text is a valid label value.
	 * @param text the value
	 * @return {@code true} if the value is valid
	 */
	public static boolean isValue(String text) {
		return VALUE.matcher(text).matches();
	}

}
