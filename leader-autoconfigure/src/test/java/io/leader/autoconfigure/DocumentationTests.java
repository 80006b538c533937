package io.leader.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

import io.leader.metrics.LeaderMeter;
import io.leader.support.PropertyMetadata;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the files, headings, properties, meters, and log lines that the
 * documentation mentions exist.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

	private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

	private static final Pattern PROPERTY = Pattern
		.compile("(?<![\\w./-])leader\\.([a-z]+(?:[-.][a-z]+)*)(?![\\w*/(])");

	private static final Pattern METER = Pattern.compile("leader_[a-z_]+");

	private static final Pattern LOG_LINE = Pattern.compile("^\\| ((?:`[^`]+`(?:, | / )?)+[^|]*)\\|",
			Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	/**
	 * Matches the placeholders for actual values in a documented log line, and the
	 * separator between its fixed parts.
	 */
	private static final Pattern EXAMPLE = Pattern.compile("'[^']*'|…|\\d+|=\\w+|: ");

	static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"),
						ROOT.resolve("benchmarks/README.md")), docs.filter((file) -> file.toString().endsWith(".md")))
				.toList();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void linksHaveTargets(Path page) throws IOException {
		for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
			Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
			assertThat(target).as("%s links to it", page).exists();
			if (link.group(2) != null) {
				assertThat(anchors(target)).as("%s links to %s", page, target).contains(link.group(2));
			}
		}
	}

	@Test
	void linksYamlAndPropertiesAreFound() throws IOException {
		StringBuilder all = new StringBuilder();
		for (Path page : pages()) {
			all.append(Files.readString(page));
		}
		assertThat(LINK.matcher(all).results()).hasSizeGreaterThan(100);
		assertThat(YAML.matcher(all).results()).hasSizeGreaterThan(10);
		assertThat(PROPERTY.matcher(all).results()).hasSizeGreaterThan(100);
	}

	private static Set<String> anchors(Path page) throws IOException {
		return Files.readAllLines(page)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("#+ ", "")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\w\\- ]", "")
				.replace(' ', '-'))
			.collect(Collectors.toSet());
	}

	@ParameterizedTest
	@MethodSource("pages")
	void yamlCanBeParsed(Path page) throws IOException {
		Matcher blocks = YAML.matcher(Files.readString(page));
		while (blocks.find()) {
			assertThat(new Yaml().<Object>load(blocks.group(1))).as(blocks.group(1)).isNotNull();
		}
	}

	@ParameterizedTest
	@MethodSource("pages")
	void propertiesAndMetersExist(Path page) throws IOException {
		Set<String> known = new TreeSet<>();
		PropertyMetadata.of(LeaderProperties.class).forEach((property) -> known.add(property.path("name").asString()));
		for (LeaderMeter meter : LeaderMeter.values()) {
			known.add(meter.getName());
		}
		// The name of an observation.
		known.add("leader.renewal");
		for (MatchResult name : PROPERTY.matcher(Files.readString(page)).results().toList()) {
			String found = name.group();
			boolean ofTests = found.startsWith("leader.faults.") || found.startsWith("leader.simulation.");
			boolean ofOneElection = found.startsWith("leader.elections.");
			if (ofOneElection && found.indexOf('.', 17) < 0) {
				continue;
			}
			if (ofOneElection) {
				found = "leader." + found.substring(found.lastIndexOf('.') + 1);
			}
			if (!ofTests && !found.equals("leader.elections") && !found.startsWith("leader.io")) {
				assertThat(known).as("named in %s", page).contains(found);
			}
		}
	}

	@Test
	void theMetersOfTheOperationsGuideAreThoseInPrometheus() throws IOException {
		Set<String> known = new TreeSet<>();
		for (LeaderMeter meter : LeaderMeter.values()) {
			String name = meter.getName().replace('.', '_');
			known.add(switch (meter.getType()) {
				case COUNTER -> name + "_total";
				case TIMER -> name + "_seconds";
				default -> (meter.getBaseUnit() != null) ? name + "_" + meter.getBaseUnit() : name;
			});
		}
		assertThat(known).hasSameSizeAs(LeaderMeter.values()).contains("leader_leading");
		assertThat(LeaderMeter.LEADING.getType()).isEqualTo(Meter.Type.GAUGE);
		String guide = Files.readString(ROOT.resolve("docs/operations.md"));
		Set<String> named = METER.matcher(guide).results().map(MatchResult::group).collect(Collectors.toSet());
		named.remove("leader_renewals");
		named.remove("leader_revocations");
		assertThat(named).isEqualTo(known);
	}

	@Test
	void theLinesOfTheLogAreLogged() throws IOException {
		String guide = Files.readString(ROOT.resolve("docs/operations.md"));
		int start = guide.indexOf("## What the log says");
		String table = guide.substring(start, guide.indexOf("\n## ", start + 5));
		String sources = sources();
		List<String> checked = new ArrayList<>();
		List<String> missing = new ArrayList<>();
		LOG_LINE.matcher(table).results().forEach((row) -> CODE.matcher(row.group(1)).results().forEach((line) -> {
			for (String part : EXAMPLE.splitAsStream(line.group(1)).toList()) {
				String words = part.replaceAll("[(){}]", " ").strip();
				if (words.length() > 5) {
					(sources.contains(words) ? checked : missing).add(words);
				}
			}
		}));
		assertThat(missing).as("documented, but not found in any source file").isEmpty();
		assertThat(checked).hasSizeGreaterThan(25);
	}

	private static String sources() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			StringBuilder all = new StringBuilder();
			for (Path file : files.filter((one) -> one.toString().endsWith(".java")).toList()) {
				all.append(Files.readString(file).replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("[(){}]", " "));
			}
			return all.toString();
		}
	}

}
