package io.leader.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * A property under {@code leader} that is not bound by the starter. It is unknown whether
 * the application reads it, for example with {@code @Value}.
 *
 * @param name the name of the property
 * @param origin where the property is set, if known
 * @param nearest the most similar property, or {@code null} if there is none
 */
record UnknownProperty(ConfigurationPropertyName name, @Nullable Origin origin, @Nullable String nearest) {

	/**
	 * Returns the message for the user.
	 */
	String message() {
		return "%s%s is not a property of the starter. %s".formatted(this.name,
				(this.origin != null) ? " (" + this.origin + ")" : "",
				(this.nearest != null) ? "Did you mean " + this.nearest + "?"
						: "The properties that exist are listed in docs/configuration.md.");
	}

}
