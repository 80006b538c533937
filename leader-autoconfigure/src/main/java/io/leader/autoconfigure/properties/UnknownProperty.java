package io.leader.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * A property under {@code leader} that is not bound by the starter.
 *
 * @param name the name of the property
 * @param origin where the property is set, if known
 * @param nearest the property to use instead, or {@code null} if there is none
 * @param kind why it is not bound
 */
record UnknownProperty(ConfigurationPropertyName name, @Nullable Origin origin, @Nullable String nearest, Kind kind) {

	/**
	 * Why a property is not bound.
	 */
	enum Kind {

		/**
		 * It is unknown whether the application reads it, for example with
		 * {@code @Value}.
		 */
		UNKNOWN,

		/** It has another name now. */
		RENAMED,

		/** Only the properties below it have values. */
		GROUP

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
		};
	}

}
