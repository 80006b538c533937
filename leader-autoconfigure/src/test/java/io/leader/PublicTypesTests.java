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
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which types an application may rely on. All other public types say that they are
 * internal, nearly all of them in the package-info of their package.
 */
class PublicTypesTests {

	private static final Map<String, Set<String>> FOR_USERS = Map.of(
			// What applications use.
			"election",
			Set.of("ElectionStatistics", "GuardedCall", "LeaderElection", "LeaderElectionListener",
					"LeaderElectionRegistrationListener", "LeaderElectionRegistry", "LeaderElectionStatus",
					"LeaderElectionStatusBuilder", "LeaderElections", "ManualElection", "RemainingTime"),
			// What a lock of their own consists of.
			"lock",
			Set.of("DelegatingElectionLock", "ElectionLock", "ElectionLockDecorator", "ElectionLockFactory",
					"InstanceMark", "LockCoordinates", "LockException", "LockRecord", "LockSnapshot", "LockWatch",
					"LockWatcher"),
			"guard", Set.of("LeaderOnly", "NotLeaderException", "UnguardableMethodException"), //
			"event", Set.of("CandidateListener", "OnOtherLeaderEvent"), //
			"test", Set.of("LeaderElectionTest"),
			// Its phase.
			"lifecycle", Set.of("LeaderElectionLifecycle"), //
			"autoconfigure",
			Set.of("ConfiguredElections", "LeaderAutoConfiguration", "LeaderConfigurationException",
					"LeaderProperties"),
			// Its name, to exclude it.
			"autoconfigure.web", Set.of("LeaderWebAutoConfiguration"));

	/** Public for other packages of ours, in a package that is for users. */
	private static final Set<String> INTERNAL = Set.of("io.leader.event.IsolatedListeners",
			"io.leader.event.LeaderEvents", "io.leader.event.RoleStarter", "io.leader.guard.LeaderOnlyPostProcessor",
			"io.leader.guard.NotLeaderAdvice", "io.leader.lock.PrintableText");

	private static final String MARK = "Internal: ";

	private static final Path SOURCES = Path.of("src", "main", "java");

	private final List<JavaClass> all = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.leader")
		.stream()
		.filter(JavaClass::isTopLevelClass)
		.toList();

	private static Set<String> forUsers() {
		return FOR_USERS.entrySet()
			.stream()
			.flatMap((types) -> types.getValue().stream().map((type) -> "io.leader." + types.getKey() + "." + type))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	@Test
	void eachIsForUsersOrSaysThatItIsInternal() {
		Set<String> marked = new TreeSet<>();
		Set<String> others = new TreeSet<>();
		for (JavaClass type : this.all) {
			if (type.getModifiers().contains(JavaModifier.PUBLIC)
					&& (forUsers().contains(type.getName()) || !isMarked(type.getPackageName(), "package-info"))) {
				(isMarked(type.getPackageName(), type.getSimpleName()) ? marked : others).add(type.getName());
			}
		}
		assertThat(others).as("A new one is a promise. Make it package-private or internal, or list it here.")
			.isEqualTo(forUsers());
		assertThat(marked).isEqualTo(new TreeSet<>(INTERNAL));
	}

	@Test
	void eachPackageWithoutTypesForUsersSaysThatItIsInternal() {
		assertThat(this.all.stream().map(JavaClass::getPackageName).distinct())
			.filteredOn((name) -> !FOR_USERS.containsKey(name.substring("io.leader.".length())))
			.hasSizeGreaterThan(15)
			.allMatch((name) -> isMarked(name, "package-info"));
		assertThat(isMarked("io.leader.election", "package-info")).isFalse();
	}

	private static boolean isMarked(String packageName, String file) {
		try (Stream<String> lines = Files
			.lines(SOURCES.resolve(packageName.replace('.', '/')).resolve(file + ".java"))) {
			return lines.takeWhile((line) -> !line.startsWith("public ")).anyMatch((line) -> line.contains(MARK));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
