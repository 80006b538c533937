package io.leader;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.UUID;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import org.junit.jupiter.api.Test;

import io.leader.lock.DelegatingElectionLock;
import io.leader.lock.ElectionLock;
import io.leader.lock.ElectionLockDecorator;
import io.leader.metrics.ObservedRenewals;

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
 * Tests the directions in which packages may depend on each other: autoconfigure may
 * depend on features, features on engine, engine on election, election on lock, and lock
 * on no other package of this project. Each may also depend on the packages further along
 * this chain.
 */
class ArchitectureTests {

	private static final String ELECTION = "io.leader.election";

	private static final String ENGINE = "io.leader.engine..";

	private static final String LOCK = "io.leader.lock";

	/** The contents of the artifact with the classifier test-support. */
	private static final String LOCK_TEST_SUPPORT = "io.leader.lock.test";

	private static final String KUBERNETES = "io.leader.kubernetes";

	private static final String KUBERNETES_LOCKS = "io.leader.lock.kubernetes";

	/**
	 * The only class outside the connection's package that depends on the Kubernetes
	 * client, since a client or its configuration can be a bean of the application.
	 */
	private static final String WHERE_CLIENTS_ARE_BEANS = "io.leader.autoconfigure.kubernetes.KubernetesLockConfiguration";

	@Test
	void classesAreFound() {
		assertThat(ImportedClasses.PRODUCTION).hasSizeGreaterThan(50);
	}

	@Test
	void theEngineDependsOnNeitherSpringNorKubernetes() {
		classes().that()
			.resideInAPackage(ENGINE)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ENGINE, ELECTION, LOCK, "java..", "org.slf4j..", "org.jspecify..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void theApiForApplicationsDependsOnlyOnTheValuesOfLocks() {
		classes().that()
			.resideInAPackage(ELECTION)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(ELECTION, LOCK, "java..", "org.jspecify..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void theLockSpiDependsOnNoOtherPackage() {
		classes().that()
			.resideInAPackage(LOCK)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(LOCK, "java..", "org.jspecify..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void testSupportForLocksNeedsNoOtherTests() {
		classes().that()
			.resideInAPackage(LOCK_TEST_SUPPORT)
			.should()
			.onlyDependOnClassesThat()
			.resideInAnyPackage(LOCK_TEST_SUPPORT, LOCK, "java..", "org.jspecify..", "org.junit.jupiter.api..",
					"org.assertj.core..")
			.check(ImportedClasses.TESTS);
	}

	@Test
	void onlyTheConnectionDependsOnTheKubernetesClient() {
		noClasses().that()
			.resideOutsideOfPackage(KUBERNETES)
			.and()
			.doNotHaveFullyQualifiedName(WHERE_CLIENTS_ARE_BEANS)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.fabric8..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void onlyLocksAndTheAutoConfigurationDependOnTheConnection() {
		noClasses().that()
			.resideOutsideOfPackages(KUBERNETES, KUBERNETES_LOCKS, "io.leader.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(KUBERNETES)
			.check(ImportedClasses.PRODUCTION);
	}

	/**
	 * The state machine uses no threads, clocks, randomness, logging, or I/O.
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
			.check(ImportedClasses.PRODUCTION);
		noClasses().that()
			.resideInAPackage("io.leader.engine.machine")
			.should()
			.dependOnClassesThat()
			.belongToAnyOf(Thread.class, System.class, Clock.class, Random.class, Timer.class, UUID.class)
			.orShould()
			.callMethod(Instant.class, "now")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void locksAndTheConnectionDoNotDependOnSpring() {
		noClasses().that()
			.resideInAnyPackage("io.leader.lock..", KUBERNETES)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void nothingDependsOnTheAutoConfiguration() {
		noClasses().that()
			.resideOutsideOfPackage("io.leader.autoconfigure..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.leader.autoconfigure..")
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void featuresDoNotDependOnEachOther() {
		slices().matching("io.leader.(*)..")
			.namingSlices("feature $1")
			.should()
			.notDependOnEachOther()
			.ignoreDependency(alwaysTrue(), resideInAnyPackage(ELECTION, ENGINE, LOCK))
			.ignoreDependency(resideInAPackage(KUBERNETES_LOCKS), resideInAPackage(KUBERNETES))
			.ignoreDependency(resideInAPackage("io.leader.autoconfigure.."), alwaysTrue())
			.check(ImportedClasses.PRODUCTION);
	}

	@Test
	void locksDoNotDependOnEachOther() {
		slices().matching("io.leader.lock.(*)..").should().notDependOnEachOther().check(ImportedClasses.PRODUCTION);
	}

	@Test
	void wrappersOfLocksExtendTheDelegatingBase() {
		ArchRule rule = noFields().that()
			.areDeclaredInClassesThat(
					assignableTo(ElectionLock.class).and(not(assignableTo(DelegatingElectionLock.class))))
			.should(holdALock())
			.because("a decorator that does not delegate a trait changes the lock");
		rule.check(ImportedClasses.ALL);
	}

	@Test
	void allDecoratorsOfLocksAreKnownToTheirTests() {
		assertThat(ImportedClasses.ALL.stream()
			.filter((type) -> type.isAssignableTo(ElectionLockDecorator.class)
					&& !type.getModifiers().contains(JavaModifier.SYNTHETIC) && !type.isInterface())
			.map(JavaClass::getName)).as("see DecoratedLockTests").containsExactly(ObservedRenewals.class.getName());
	}

	private static ArchCondition<JavaField> holdALock() {
		return ArchConditions.have(describe("a lock in their type",
				(field) -> field.getAllInvolvedRawTypes()
					.stream()
					.anyMatch((type) -> type.isAssignableTo(ElectionLock.class))));
	}

	@Test
	void packagesAreFreeOfCycles() {
		slices().matching("io.leader.(**)").should().beFreeOfCycles().check(ImportedClasses.PRODUCTION);
	}

}
