package io.leader;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

/**
 * The production and test classes of this module. Each JVM imports them only once, since
 * the import takes several seconds.
 */
final class ImportedClasses {

	static final JavaClasses ALL = new ClassFileImporter().importPackages("io.leader");

	static final JavaClasses PRODUCTION = ALL.that(are(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS));

	static final JavaClasses TESTS = ALL.that(are(ImportOption.Predefined.ONLY_INCLUDE_TESTS));

	private ImportedClasses() {
	}

	private static DescribedPredicate<JavaClass> are(ImportOption option) {
		return describe(option.toString(),
				(type) -> type.getSource()
					.filter((source) -> option.includes(Location.of(source.getUri())))
					.isPresent());
	}

}
