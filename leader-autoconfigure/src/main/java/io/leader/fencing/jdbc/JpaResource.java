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
 * The entities of a JPA transaction, which would otherwise be flushed only when the
 * commit has begun: the row of the election would be locked meanwhile.
 *
 * @param manager the transaction manager
 * @param entities where its entities come from
 * @param dataSource where its connections come from
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
	 * Flushes unless the application wants to decide that by itself.
	 */
	@Override
	public void flush() {
		EntityManager present = present();
		if (present != null && present.getFlushMode() == FlushModeType.AUTO) {
			try {
				present.flush();
			}
			catch (RuntimeException ex) {
				// As the transaction manager does when the commit flushes.
				throw DataAccessUtils.translateIfNecessary(ex, this.manager.getJpaDialect());
			}
		}
	}

	/**
	 * Whether the transaction is marked, so that its commit fails, as JPA has it.
	 */
	@Override
	public boolean willRollBack() {
		EntityManager present = present();
		return present != null && present.getTransaction().isActive() && present.getTransaction().getRollbackOnly();
	}

	private @Nullable EntityManager present() {
		Object bound = TransactionSynchronizationManager.getResource(this.entities);
		return (bound instanceof EntityManagerHolder holder) ? holder.getEntityManager() : null;
	}

}
