package io.leader.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads the configuration property metadata that the build generates for users. It is
 * read from the code source of the given class, since the test classes have their own
 * metadata at the same path.
 */
public final class PropertyMetadata {

	private PropertyMetadata() {
	}

	/**
	 * Reads the metadata of the properties of a module.
	 * @param properties a class of that module
	 */
	public static JsonNode of(Class<?> properties) throws IOException {
		return read(properties, "META-INF/spring-configuration-metadata.json");
	}

	/**
	 * Reads the metadata of a class that is annotated with
	 * {@code @ConfigurationPropertiesSource}.
	 */
	public static JsonNode ofNested(Class<?> properties) throws IOException {
		return read(properties, "META-INF/spring/configuration-metadata/" + properties.getName() + ".json");
	}

	private static JsonNode read(Class<?> properties, String file) throws IOException {
		URL classes = properties.getProtectionDomain().getCodeSource().getLocation();
		try (InputStream metadata = new URL(classes, file).openStream()) {
			return new ObjectMapper().readTree(metadata).path("properties");
		}
	}

}
