package io.leader.kubernetes;

import java.util.regex.Pattern;

import tools.jackson.databind.node.ObjectNode;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.PrintableText;

/**
 * The {@code metadata.resourceVersion} of an object: a decimal number. A later write
 * results in a larger number (KEP-5504).
 */
public final class ResourceVersion {

	private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

	private ResourceVersion() {
	}

	/**
	 * Returns the version of an object, or of a list of objects.
	 * @param object the object
	 * @return the version
	 * @throws LockException if the version is not a whole number below 2^63
	 */
	public static long of(ObjectNode object) {
		String text = object.path("metadata").path("resourceVersion").asString("");
		if (NUMBER.matcher(text).matches()) {
			try {
				return Long.parseLong(text);
			}
			catch (NumberFormatException ex) {
				// Too large.
			}
		}
		throw new LockException(Kind.FAILED,
				"The API server sent the resourceVersion '%s', which is not a whole number below 2^63, so its versions cannot be ordered."
					.formatted(PrintableText.of(text)),
				null);
	}

}
