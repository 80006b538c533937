package io.leader.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.leader.support.PropertyMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the configuration table in the documentation matches the generated metadata.
 */
class ConfigurationTableTests {

	private static final Pattern ROW = Pattern.compile("^\\| `(leader\\.[\\w.-]+)` \\| (?:`([^`]*)`)?[^|]*\\|",
			Pattern.MULTILINE);

	private static JsonNode properties() throws IOException {
		return PropertyMetadata.of(LeaderProperties.class);
	}

	@Test
	void everyPropertyHasADescription() throws IOException {
		assertThat(properties()).isNotEmpty()
			.allSatisfy(
					(property) -> assertThat(property.path("description").asString()).as("%s", property.path("name"))
						.hasSizeGreaterThan(20));
	}

	@Test
	void thePropertiesOfOneElectionAreDescribedToo() throws IOException {
		Map<String, String> ofOne = new TreeMap<>();
		for (JsonNode property : PropertyMetadata.ofNested(ElectionProperties.class)) {
			assertThat(property.path("description").asString()).hasSizeGreaterThan(20);
			ofOne.put("leader." + property.path("name").asString(), property.path("type").asString());
		}
		Map<String, String> ofAll = new TreeMap<>();
		for (JsonNode property : properties()) {
			if (property.path("sourceType").asString().startsWith(LeaderProperties.class.getName())) {
				ofAll.put(property.path("name").asString(), property.path("type").asString());
			}
		}
		ofAll.keySet()
			.removeAll(Set.of("leader.elections", "leader.primary", "leader.fencing.jdbc.initialize-schema",
					"leader.fencing.jdbc.table-name", "leader.fencing.jdbc.transaction-managers"));
		assertThat(ofOne).isEqualTo(ofAll);
	}

	@Test
	void theTableHasEveryPropertyWithItsDefault() throws IOException {
		Map<String, String> generated = new TreeMap<>();
		for (JsonNode property : properties()) {
			if (!property.path("name").asString().startsWith("leader.")) {
				continue;
			}
			generated.put(property.path("name").asString(), property.path("defaultValue").asString());
		}
		Map<String, String> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
		while (rows.find()) {
			documented.put(rows.group(1), (rows.group(2) != null) ? rows.group(2) : "");
		}
		assertThat(documented).isEqualTo(generated);
	}

}
