package io.leader.fencing.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.FlushModeType;
import jakarta.persistence.Id;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.election.LeaderElection;
import io.leader.engine.ElectionClock;
import io.leader.engine.ElectionEngine;
import io.leader.engine.ElectionSettings;
import io.leader.engine.ElectionThreads;
import io.leader.engine.GuardedTerm;
import io.leader.fencing.StaleLeaderException;
import io.leader.lock.InMemoryLock;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that JPA transactions write their entities before the fence runs, and that
 * entities that are flushed only on commit are fenced as well.
 */
class JpaFencingTests {

	private final ElectionThreads threads = new ElectionThreads();

	private final List<String> statements = new CopyOnWriteArrayList<>();

	private final DataSource dataSource = recording();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource);

	private final LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();

	private final FencedDatabase database = new FencedDatabase(this.dataSource,
			new TokenTable(TokenTable.DEFAULT_NAME));

	private EntityManagerFactory entities;

	private TransactionTemplate transaction;

	private LeaderElection election;

	/**
	 * An entity.
	 */
	@Entity(name = "work")
	static class Work {

		@Id
		private String text;

		Work() {
		}

		Work(String text) {
			this.text = text;
		}

	}

	private DataSource recording() {
		JdbcDataSource real = new JdbcDataSource();
		real.setUrl("jdbc:h2:mem:jpa;DB_CLOSE_DELAY=-1");
		return new DelegatingDataSource(real) {

			@Override
			public Connection getConnection() throws SQLException {
				return recording(super.getConnection());
			}

		};
	}

	private Connection recording(Connection real) {
		return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
				(proxy, method, arguments) -> {
					if (method.getName().equals("prepareStatement")) {
						this.statements.add((String) arguments[0]);
					}
					else if (method.getName().equals("commit")) {
						this.statements.add("commit");
					}
					try {
						return method.invoke(real, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@BeforeEach
	void elect() {
		this.jdbc.execute("DROP ALL OBJECTS");
		this.jdbc.execute("CREATE TABLE work (text VARCHAR(99) PRIMARY KEY)");
		new ResourceDatabasePopulator(new ClassPathResource("io/leader/fencing/jdbc/schema-h2.sql"))
			.execute(this.dataSource);
		this.factory.setDataSource(this.dataSource);
		this.factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
		this.factory.setManagedTypes(PersistenceManagedTypes.of(Work.class.getName()));
		this.factory.setJpaPropertyMap(Map.of("hibernate.hbm2ddl.auto", "none"));
		this.factory.afterPropertiesSet();
		this.entities = this.factory.getObject();
		JpaTransactionManager manager = new JpaTransactionManager(this.entities);
		manager.afterPropertiesSet();
		this.transaction = new TransactionTemplate(manager);
		JdbcFencing fencing = new JdbcFencing((name) -> Duration.ofSeconds(20));
		fencing.add(this.database);
		fencing.fence(manager, FencedResource.of(manager).orElseThrow(), this.database);
		ElectionEngine engine = new ElectionEngine(this.threads.runtime(ElectionClock.system()));
		this.election = engine.add(
				ElectionSettings.named("orders").identity("me").preparation(fencing.of("orders")).build(),
				new InMemoryLock());
		engine.start();
		await(this.election::isLeader);
	}

	@AfterEach
	void close() {
		this.factory.destroy();
		this.threads.close();
	}

	private EntityManager present() {
		return EntityManagerFactoryUtils.getTransactionalEntityManager(this.entities);
	}

	private void work(Runnable inside) {
		this.election.runIfLeader(() -> this.transaction.executeWithoutResult((status) -> {
			this.statements.clear();
			inside.run();
		}));
	}

	private List<String> written() {
		return this.jdbc.queryForList("SELECT text FROM work", String.class);
	}

	@Test
	void theFenceIsTheLastStatementBeforeCommit() {
		work(() -> present().persist(new Work("one")));
		assertThat(this.statements).hasSize(3);
		assertThat(this.statements.get(0)).startsWith("insert into work");
		assertThat(this.statements.get(1)).startsWith("UPDATE leader_fencing_token");
		assertThat(this.statements.get(2)).isEqualTo("commit");
		assertThat(written()).containsExactly("one");
	}

	@Test
	void changesThatAreFlushedLaterAreFencedToo() {
		work(() -> {
			present().setFlushMode(FlushModeType.COMMIT);
			present().persist(new Work("one"));
		});
		assertThat(this.statements.get(0)).startsWith("UPDATE leader_fencing_token");
		assertThat(written()).containsExactly("one");
		assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> work(() -> {
			present().setFlushMode(FlushModeType.COMMIT);
			present().persist(new Work("late"));
			raise();
		}));
		assertThat(written()).containsExactly("one");
	}

	@Test
	void aFormerLeaderWritesNothing() {
		assertThatExceptionOfType(StaleLeaderException.class).isThrownBy(() -> work(() -> {
			present().persist(new Work("late"));
			raise();
		}));
		assertThat(written()).isEmpty();
	}

	/**
	 * Raises the token as a successor does, on a separate connection.
	 */
	private void raise() {
		CompletableFuture.runAsync(() -> {
			try {
				this.database.raise(new GuardedTerm("orders", 1_000), Duration.ofSeconds(20));
			}
			catch (TermRefusedException ex) {
				throw new AssertionError(ex);
			}
		}).join();
	}

	@Test
	void aFailedFlushIsTranslatedAsUsual() {
		work(() -> present().persist(new Work("one")));
		assertThatExceptionOfType(DataIntegrityViolationException.class)
			.isThrownBy(() -> work(() -> present().persist(new Work("one"))));
	}

	@Test
	void aTransactionMarkedForRollbackFailsAsUsual() {
		work(() -> present().persist(new Work("one")));
		assertThatExceptionOfType(UnexpectedRollbackException.class).isThrownBy(() -> work(() -> {
			present().persist(new Work("one"));
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> this.transaction.executeWithoutResult((participating) -> {
					throw new IllegalStateException("no");
				}));
		}));
		assertThat(this.statements).isEmpty();
	}

	@Test
	void aFormerLeaderWritesNothingAfterATimeoutBeforeTheCommit() {
		assertThatExceptionOfType(TransactionTimedOutException.class).isThrownBy(() -> work(() -> {
			present().persist(new Work("late"));
			present().flush();
			raise();
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void beforeCommit(boolean readOnly) {
					throw new TransactionTimedOutException("too late");
				}

			});
		}));
		assertThat(written()).isEmpty();
	}

}
