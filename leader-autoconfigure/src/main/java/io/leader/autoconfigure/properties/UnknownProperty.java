package io.leader.autoconfigure.properties;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.origin.Origin;

/**
 * A property under {@code leader} that is bound to nothing of ours. Whether the
 * application reads it, with {@code @Value} for instance, is not known.
 *
 * @param name its name
 * @param origin where it is set, if that is known
 * @param nearest the property that is most like it, or {@code null} if none is
 */
record UnknownProperty(ConfigurationPropertyName name, @Nullable Origin origin, @Nullable String nearest) {

	/**
	 * What to tell the user.
	 */
	String message() {
		return "%s%s is not a property of the starter. %s".formatted(this.name,
				(this.origin != null) ? " (" + this.origin + ")" : "",
				(this.nearest != null) ? "Did you mean " + this.nearest + "?"
						: "The properties that exist are listed in docs/configuration.md.");
	}

}
