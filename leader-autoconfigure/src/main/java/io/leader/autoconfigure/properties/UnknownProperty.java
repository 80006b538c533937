package io.leader.autoconfigure.properties;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * A property under {@code leader} that is not bound by the starter.
 *
 * @param name the name of the property
 * @param origin where the property is set, if known
 * @param value the value of the property; empty if it is unknown
 * @param nearest the property to suggest instead, or {@code null} if there is none
 * @param kind why it is not bound
 */
record UnknownProperty(ConfigurationPropertyName name, @Nullable Origin origin, String value, @Nullable String nearest,
		Kind kind) {

	private static final Pattern ELEMENT = Pattern.compile("[a-z0-9][a-z0-9-]*");

	/**
	 * Why a property is not bound.
	 */
	enum Kind {

		/**
		 * The starter does not know the property, but the application may read it, for
		 * example with {@code @Value}.
		 */
		UNKNOWN,

		/** The property was renamed. */
		RENAMED,

		/** The property is a group: only the properties below it have values. */
		GROUP,

		/** The property is a group of elections: only their properties have values. */
		ELECTIONS,

		/** The property is an election: only the properties below it have values. */
		ELECTION,

		/**
		 * The property has the prefix of the properties for fencing but is not one of
		 * them. If it were ignored, transactions might not be fenced.
		 */
		FENCE

	}

	/**
	 * Returns the message for the user.
	 */
	String message() {
		String found = this.name + ((this.origin != null) ? " (" + this.origin + ")" : "");
		return switch (this.kind) {
			case UNKNOWN -> "%s is not a property of the starter. %s".formatted(found, (this.nearest != null)
					? "Did you mean " + this.nearest + "?" : "See docs/configuration.md for the available properties.");
			case RENAMED -> "%s was renamed to %s.".formatted(found, this.nearest);
			case GROUP -> "%s is a group of properties and cannot have a value.".formatted(found);
			case ELECTIONS -> "%s is '%s', but it is a group of elections.".formatted(found, this.value);
			case ELECTION -> "%s: '%s' is not a property of an election. Set a property, such as enabled: true."
				.formatted(found, this.value);
			case FENCE -> "%s is not a property of the starter. If it were ignored, transactions might not be fenced."
				.formatted(found);
		};
	}

	/**
	 * Returns what to do about this property if it is the only one that is rejected.
	 */
	String action() {
		return action("it");
	}

	/**
	 * Returns what to do about this property if it is one of several that are rejected.
	 */
	String actionAmongOthers() {
		return action(this.name.toString());
	}

	private String action(String subject) {
		return switch (this.kind) {
			case UNKNOWN, RENAMED -> "Rename %s to %s.".formatted(subject, this.nearest);
			case GROUP -> "Set a property of the group, such as %s.".formatted(this.nearest);
			case ELECTIONS -> "For each election, set at least one property, such as leader.elections.%s.enabled=true."
				.formatted(exampleElection());
			case ELECTION -> "Set a property, such as %s.enabled=true.".formatted(this.name);
			case FENCE -> (this.nearest != null) ? "Rename %s to %s.".formatted(subject, this.nearest)
					: "Remove %s, or use a property of leader.fencing.jdbc.".formatted(subject);
		};
	}

	/**
	 * Returns the name of the first election in the value, or an example if the value
	 * does not begin with a name.
	 */
	private String exampleElection() {
		String first = this.value.split(",", 2)[0].strip();
		return ELEMENT.matcher(first).matches() ? first : "mails";
	}

}
