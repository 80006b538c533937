package io.leader.fencing.jdbc;

import java.util.Optional;

import javax.sql.DataSource;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * What a transaction manager manages, as far as its transactions can be fenced.
 */
public interface FencedResource {

	/** The transaction manager that is looked for by its name, since it may be absent. */
	String JPA = "org.springframework.orm.jpa.JpaTransactionManager";

	/**
	 * Where the connections of its transactions come from.
	 * @return the data source that they are bound to
	 */
	DataSource dataSource();

	/**
	 * Writes what the present transaction has not written yet.
	 */
	default void flush() {
	}

	/**
	 * Whether a commit of the present transaction is certain to roll back.
	 * @return whether it is, which by default nobody can tell
	 */
	default boolean willRollBack() {
		return false;
	}

	/**
	 * Looks at a transaction manager.
	 * @param manager the transaction manager
	 * @return what it manages; empty if that is no database, or none that it tells of
	 */
	static Optional<FencedResource> of(PlatformTransactionManager manager) {
		if (manager instanceof ResourceTransactionManager resources
				&& resources.getResourceFactory() instanceof DataSource dataSource) {
			return Optional.of(() -> dataSource);
		}
		return isJpaPresent() ? JpaResource.of(manager) : Optional.empty();
	}

	/**
	 * Looks at a transaction manager without a resource.
	 * @param manager the transaction manager
	 * @return whether it manages a database all the same, as one of Hibernate does
	 */
	static boolean isUnknownDatabase(PlatformTransactionManager manager) {
		return isJpaPresent() && JpaResource.isJpa(manager);
	}

	private static boolean isJpaPresent() {
		return ClassUtils.isPresent(JPA, FencedResource.class.getClassLoader());
	}

}
