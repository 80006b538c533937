package io.leader.fencing.jdbc;

import java.util.Optional;

import javax.sql.DataSource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FlushModeType;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.support.DataAccessUtils;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The resource of a JPA transaction manager. Pending changes are flushed before the
 * fence. Otherwise, the commit would flush them while the election's row is locked.
 *
 * @param manager the transaction manager
 * @param entities the factory of its entity managers
 * @param dataSource the data source of its connections
 */
record JpaResource(JpaTransactionManager manager, EntityManagerFactory entities,
		DataSource dataSource) implements FencedResource {

	static Optional<FencedResource> of(PlatformTransactionManager manager) {
		if (manager instanceof JpaTransactionManager jpa) {
			EntityManagerFactory entities = jpa.getEntityManagerFactory();
			DataSource dataSource = jpa.getDataSource();
			if (entities != null && dataSource != null) {
				return Optional.of(new JpaResource(jpa, entities, dataSource));
			}
		}
		return Optional.empty();
	}

	static boolean isJpa(PlatformTransactionManager manager) {
		return manager instanceof ResourceTransactionManager resources
				&& resources.getResourceFactory() instanceof EntityManagerFactory;
	}

	/**
	 * Flushes the entity manager of the current transaction if its flush mode is
	 * {@code AUTO}.
	 */
	@Override
	public void flush() {
		EntityManager entityManager = boundEntityManager();
		if (entityManager != null && entityManager.getFlushMode() == FlushModeType.AUTO) {
			try {
				entityManager.flush();
			}
			catch (RuntimeException ex) {
				// Translate the exception as the transaction manager does for a flush
				// during the commit.
				throw DataAccessUtils.translateIfNecessary(ex, this.manager.getJpaDialect());
			}
		}
	}

	/**
	 * Returns whether the transaction is marked as rollback-only, in which case its
	 * commit fails.
	 */
	@Override
	public boolean willRollBack() {
		EntityManager entityManager = boundEntityManager();
		return entityManager != null && entityManager.getTransaction().isActive()
				&& entityManager.getTransaction().getRollbackOnly();
	}

	private @Nullable EntityManager boundEntityManager() {
		Object bound = TransactionSynchronizationManager.getResource(this.entities);
		return (bound instanceof EntityManagerHolder holder) ? holder.getEntityManager() : null;
	}

}
