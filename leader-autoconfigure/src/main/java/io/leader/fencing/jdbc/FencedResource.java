package io.leader.fencing.jdbc;

import java.util.Optional;

import javax.sql.DataSource;

import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * The resource that a transaction manager manages, if its transactions can be fenced.
 */
public interface FencedResource {

	/** The class name of the transaction manager for JPA, which is optional. */
	String JPA = "org.springframework.orm.jpa.JpaTransactionManager";

	/**
	 * Returns the data source of the connections that transactions use.
	 * @return the data source
	 */
	DataSource dataSource();

	/**
	 * Flushes pending changes of the current transaction to the database. Does nothing by
	 * default.
	 */
	default void flush() {
	}

	/**
	 * Returns whether committing the current transaction is certain to end in a rollback.
	 * @return {@code true} if it is certain to roll back; {@code false} by default
	 */
	default boolean willRollBack() {
		return false;
	}

	/**
	 * Returns the resource of a transaction manager.
	 * @param manager the transaction manager
	 * @return the resource, or empty if it is not a database or the transaction manager
	 * does not expose it
	 */
	static Optional<FencedResource> of(PlatformTransactionManager manager) {
		if (manager instanceof ResourceTransactionManager resources
				&& resources.getResourceFactory() instanceof DataSource dataSource) {
			return Optional.of(() -> dataSource);
		}
		return isJpaPresent() ? JpaResource.of(manager) : Optional.empty();
	}

	/**
	 * Returns whether a transaction manager accesses a database through an
	 * {@code EntityManagerFactory}, as those for JPA and Hibernate do. If {@link #of}
	 * returns no resource for such a transaction manager, its data source is unknown.
	 * @param manager the transaction manager
	 * @return {@code true} if it does
	 */
	static boolean isUnknownDatabase(PlatformTransactionManager manager) {
		return isJpaPresent() && JpaResource.isJpa(manager);
	}

	private static boolean isJpaPresent() {
		return ClassUtils.isPresent(JPA, FencedResource.class.getClassLoader());
	}

}
