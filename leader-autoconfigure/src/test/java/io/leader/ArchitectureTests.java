package io.leader;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The directions in which packages may depend on each other: autoconfigure, then
 * features, then election, then nothing of ours.
 */
class ArchitectureTests {

	private static final String ELECTION = "io.leader.election..";

	private static final JavaClasses all = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.leader");

	@Test
	void thereIsSomethingToCheck() {
		assertThat(all).hasSizeGreaterThan(50);
	}

	@Test
	void theEngineKnowsNeitherSpringNorKubernetes() {
		classes().that()
			.resideInAPackage(ELECTION)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ELECTION, "java..", "org.slf4j..", "org.jspecify..")
			.check(all);
	}

	@Test
	void onlyKubernetesLocksSeeTheKubernetesClient() {
		noClasses().that()
			.resideOutsideOfPackages("io.leader.lock.kubernetes..", "io.leader.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.fabric8..")
			.check(all);
	}

	@Test
	void locksKnowNothingOfSpring() {
		noClasses().that()
			.resideInAPackage("io.leader.lock..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..")
			.check(all);
	}

	@Test
	void nothingDependsOnTheAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackage("io.leader.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.leader.autoconfigure..")
			.check(all);
	}

	@Test
	void featuresDoNotKnowEachOther() {
		slices().matching("io.leader.(*)..")
			.namingSlices("feature $1")
			.should()
			.notDependOnEachOther()
			.ignoreDependency(alwaysTrue(), resideInAPackage(ELECTION))
			.ignoreDependency(resideInAPackage("io.leader.autoconfigure.."), alwaysTrue())
			.check(all);
	}

	@Test
	void locksDoNotKnowEachOther() {
		slices().matching("io.leader.lock.(*)..").should().notDependOnEachOther().check(all);
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.leader.(**)").should().beFreeOfCycles().check(all);
	}

}
