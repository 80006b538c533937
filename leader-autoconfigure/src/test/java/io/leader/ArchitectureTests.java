package io.leader;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.junit.jupiter.api.Test;

import io.leader.lock.DelegatingElectionLock;
import io.leader.lock.ElectionLock;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The directions in which packages may depend on each other: autoconfigure, then
 * features, then election and engine, then lock, then nothing of ours.
 */
class ArchitectureTests {

	private static final String ELECTION = "io.leader.election";

	private static final String ENGINE = "io.leader.engine..";

	private static final String LOCK = "io.leader.lock";

	/** All that the artifact with the classifier test-support contains. */
	private static final String LOCK_TEST_SUPPORT = "io.leader.lock.test";

	private static final String KUBERNETES = "io.leader.kubernetes";

	private static final String KUBERNETES_LOCKS = "io.leader.lock.kubernetes";

	/** A client or its configuration can be a bean of the application. */
	private static final String WHERE_CLIENTS_ARE_BEANS = "io.leader.autoconfigure.kubernetes.KubernetesLockConfiguration";

	private static final JavaClasses all = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.leader");

	private static final JavaClasses tests = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
		.importPackages("io.leader");

	@Test
	void thereIsSomethingToCheck() {
		assertThat(all).hasSizeGreaterThan(50);
	}

	@Test
	void theEngineKnowsNeitherSpringNorKubernetes() {
		classes().that()
			.resideInAPackage(ENGINE)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ENGINE, ELECTION, LOCK, "java..", "org.slf4j..", "org.jspecify..")
			.check(all);
	}

	@Test
	void whatApplicationsUseDependsOnTheValuesOfLocksOnly() {
		classes().that()
			.resideInAPackage(ELECTION)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ELECTION, LOCK, "java..", "org.jspecify..")
			.check(all);
	}

	@Test
	void theSpiOfLocksDependsOnNothingOfOurs() {
		classes().that()
			.resideInAPackage(LOCK)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(LOCK, "java..", "org.jspecify..")
			.check(all);
	}

	@Test
	void whatAuthorsOfLocksTestWithIsComplete() {
		classes().that()
			.resideInAPackage(LOCK_TEST_SUPPORT)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(LOCK_TEST_SUPPORT, LOCK, "java..", "org.jspecify..", "org.junit.jupiter.api..",
					"org.assertj.core..")
			.check(tests);
	}

	@Test
	void onlyTheConnectionSeesTheKubernetesClient() {
		noClasses().that()
			.resideOutsideOfPackage(KUBERNETES)
			.and()
			.doNotHaveFullyQualifiedName(WHERE_CLIENTS_ARE_BEANS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.fabric8..")
			.check(all);
	}

	@Test
	void onlyLocksAndTheAutoConfigurationSeeTheConnection() {
		noClasses().that()
			.resideOutsideOfPackages(KUBERNETES, KUBERNETES_LOCKS, "io.leader.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(KUBERNETES)
			.check(all);
	}

	/**
	 * No threads, clocks, chance, logging, or I/O.
	 */
	@Test
	void theMachineIsPure() {
		classes().that()
			.resideInAPackage("io.leader.engine.machine")
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage("io.leader.engine.machine", "io.leader.lock", "java.lang", "java.lang.annotation",
					"java.lang.invoke", "java.lang.runtime", "java.util", "java.util.function", "java.util.stream",
					"java.time", "org.jspecify.annotations")
			.check(all);
		noClasses().that()
			.resideInAPackage("io.leader.engine.machine")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(Thread.class, System.class, Clock.class, Random.class, Timer.class, UUID.class)
			.orShould()
			.callMethod(Instant.class, "now")
			.check(all);
	}

	@Test
	void locksAndTheConnectionKnowNothingOfSpring() {
		noClasses().that()
			.resideInAnyPackage("io.leader.lock..", KUBERNETES)
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
			.ignoreDependency(alwaysTrue(), resideInAnyPackage(ELECTION, ENGINE, LOCK))
			.ignoreDependency(resideInAPackage(KUBERNETES_LOCKS), resideInAPackage(KUBERNETES))
			.ignoreDependency(resideInAPackage("io.leader.autoconfigure.."), alwaysTrue())
			.check(all);
	}

	@Test
	void locksDoNotKnowEachOther() {
		slices().matching("io.leader.lock.(*)..").should().notDependOnEachOther().check(all);
	}

	@Test
	void whatWrapsALockExtendsTheDelegatingBase() {
		ArchRule rule = noFields().that()
			.areDeclaredInClassesThat(
					assignableTo(ElectionLock.class).and(not(assignableTo(DelegatingElectionLock.class))))
			.should(holdALock())
			.because("a decorator that forgets a trait changes what the lock is");
		rule.check(all);
		rule.check(tests);
	}

	private static ArchCondition<JavaField> holdALock() {
		return ArchConditions.have(describe("a lock in it",
				(field) -> field.getAllInvolvedRawTypes()
					.stream()
					.anyMatch((type) -> type.isAssignableTo(ElectionLock.class))));
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.leader.(**)").should().beFreeOfCycles().check(all);
	}

}
