package io.leader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which types an application may rely on. All other public types are documented as
 * internal in their package-info.
 */
class PublicTypesTests {

	private static final Map<String, Set<String>> FOR_USERS = Map.ofEntries(
			// What applications use.
			Map.entry("election",
					Set.of("ElectionStatistics", "GuardedCall", "LeaderElection", "LeaderElectionListener",
							"LeaderElectionRegistrationListener", "LeaderElectionRegistry", "LeaderElectionStatus",
							"LeaderElectionStatusBuilder", "LeaderElections", "ManualElection", "RemainingTime")),
			// The types for custom locks.
			Map.entry("lock",
					Set.of("DelegatingElectionLock", "ElectionLock", "ElectionLockDecorator", "ElectionLockFactory",
							"InstanceMark", "LockCoordinates", "LockException", "LockRecord", "LockSnapshot",
							"LockWatch", "LockWatcher")),
			Map.entry("guard", Set.of("LeaderOnly", "NotLeaderException", "UnguardableMethodException")), //
			Map.entry("event", Set.of("CandidateListener", "OnOtherLeaderEvent")), //
			Map.entry("fencing", Set.of("StaleLeaderException")), //
			Map.entry("fencing.http",
					Set.of("FencingToken", "FencingTokenStore", "RestClientFencing", "WebClientFencing")), //
			Map.entry("test", Set.of("LeaderElectionTest")),
			// Applications refer to its phase.
			Map.entry("lifecycle", Set.of("LeaderElectionLifecycle")), //
			Map.entry("autoconfigure",
					Set.of("ConfiguredElections", "CustomizableSettings", "ElectionProperties",
							"ElectionSettingsCustomizer", "LeaderAutoConfiguration", "LeaderConfigurationException",
							"LeaderProperties")),
			// The type of a bean that an application, or a test with Testcontainers,
			// defines.
			Map.entry("autoconfigure.kubernetes", Set.of("KubernetesConnectionDetails")),
			// Applications can exclude it by name.
			Map.entry("autoconfigure.web", Set.of("LeaderWebAutoConfiguration")));

	private static final String INTERNAL_PACKAGE = "Internal: may change without notice";

	private static final String INTERNAL_TYPES = "internal and may change without notice";

	private static final Path SOURCES = Path.of("src", "main", "java");

	private static final List<JavaClass> all = ImportedClasses.PRODUCTION.stream()
		.filter(JavaClass::isTopLevelClass)
		.toList();

	private static Set<String> forUsers() {
		return FOR_USERS.entrySet()
			.stream()
			.flatMap((types) -> types.getValue().stream().map((type) -> "io.leader." + types.getKey() + "." + type))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void eachPublicTypeIsListedOrDocumentedAsInternal() {
		Set<String> found = new TreeSet<>();
		for (JavaClass type : all) {
			if (type.getModifiers().contains(JavaModifier.PUBLIC)
					&& (forUsers().contains(type.getName()) || !isInternal(type))) {
				found.add(type.getName());
			}
		}
		assertThat(found).as("A new public type is a commitment. Make it package-private or internal, or list it here.")
			.isEqualTo(forUsers());
	}

	@Test
	void eachListedTypeHasASinceTag() {
		assertThat(forUsers()).filteredOn((type) -> !source(type).contains("\n * @since 0.")).isEmpty();
	}

	@Test
	void eachTypeForAuthorsOfLocksHasASinceTag() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src", "test", "java", "io", "leader", "lock", "test"))) {
			Map<String, String> sources = files
				.collect(Collectors.toMap((file) -> file.getFileName().toString(), PublicTypesTests::read));
			assertThat(sources.remove("package-info.java")).contains("@NullMarked");
			assertThat(sources).containsOnlyKeys("ElectionLockContract.java", "InMemoryElectionLock.java",
					"RecordingLockWatcher.java");
			assertThat(sources.values()).allMatch((source) -> source.contains("\n * @since 0."));
		}
	}

	@Test
	void eachPackageWithoutListedTypesIsDocumentedAsInternal() {
		assertThat(all.stream().map(JavaClass::getPackageName).distinct())
			.filteredOn((name) -> !FOR_USERS.containsKey(name.substring("io.leader.".length())))
			.hasSizeGreaterThan(15)
			.allMatch((name) -> packageInfo(name).contains(INTERNAL_PACKAGE));
		assertThat(packageInfo("io.leader.election")).doesNotContain(INTERNAL_PACKAGE);
	}

	private static boolean isInternal(JavaClass type) {
		String info = packageInfo(type.getPackageName());
		return info.contains(INTERNAL_PACKAGE)
				|| (info.contains(INTERNAL_TYPES) && info.contains("{@link " + type.getName() + "}"));
	}

	/**
	 * Returns the documentation of the package as a single line.
	 */
	private static String packageInfo(String packageName) {
		return source(packageName + ".package-info").replaceAll("\\s+\\*\\s+", " ");
	}

	private static String source(String type) {
		return read(SOURCES.resolve(type.replace('.', '/') + ".java"));
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
