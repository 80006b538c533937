package io.leader.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.leader.autoconfigure.LeaderAutoConfiguration;
import io.leader.autoconfigure.fencing.jdbc.LeaderJdbcFencingAutoConfiguration;
import io.leader.autoconfigure.kubernetes.LeaderKubernetesAutoConfiguration;
import io.leader.autoconfigure.local.LeaderLocalAutoConfiguration;
import io.leader.autoconfigure.startup.LeaderStartupAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.engine.TermPreparation;
import io.leader.engine.TermPreparations;
import io.leader.faults.Operations.Outcome;
import io.leader.fencing.StaleLeaderException;
import io.leader.fencing.jdbc.JdbcFencing;
import io.leader.support.TestJvm;

/**
 * An application that writes its fencing token while it leads, one transaction after
 * another. The transactions are ordered by a counter; each transaction locks the
 * counter's row just before it commits. The command "hold" makes the next transaction
 * wait for the command "go". The application reports its calls to the fence: to raise the
 * token for a new term, and to commit.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ LeaderAutoConfiguration.class, LeaderKubernetesAutoConfiguration.class,
		LeaderLocalAutoConfiguration.class, LeaderStartupAutoConfiguration.class,
		LeaderJdbcFencingAutoConfiguration.class, DataSourceAutoConfiguration.class,
		DataSourceTransactionManagerAutoConfiguration.class, JdbcTemplateAutoConfiguration.class })
class WriterMain {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * The maximum random delay before the commit. Faults are more likely to strike within
	 * a transaction, and the processes need less CPU time, if there are fewer but longer
	 * transactions.
	 */
	private static final long LONGEST_WORK = TimeUnit.MILLISECONDS.toNanos(20);

	private final ThreadLocal<String> row = new ThreadLocal<>();

	private final Semaphore go = new Semaphore(0);

	private volatile boolean hold;

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(WriterMain.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(args);
	}

	static List<String> command(List<String> properties) {
		return TestJvm.command(WriterMain.class,
				properties.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	@Bean
	@ConditionalOnProperty("test.server")
	Config config(Environment environment) throws IOException {
		return new ConfigBuilder(
				Config.fromKubeconfig(Files.readString(Path.of(environment.getRequiredProperty("test.kubeconfig")))))
			.withMasterUrl(environment.getRequiredProperty("test.server"))
			.build();
	}

	@Bean
	@Primary
	TermPreparations observedPreparations(JdbcFencing fencing) {
		return (election) -> observed(fencing.of(election));
	}

	private static TermPreparation observed(TermPreparation preparation) {
		return new TermPreparation() {

			@Override
			public void prepare(String election, long fencingToken) throws Exception {
				String id = UUID.randomUUID().toString();
				Operations.call(id, fencingToken);
				preparation.prepare(election, fencingToken);
				Operations.completed(id, Outcome.RAISED);
			}

			@Override
			public Duration timeout() {
				return preparation.timeout();
			}

		};
	}

	@Bean
	CommandLineRunner writer(LeaderElection election, JdbcTemplate jdbc, AbstractPlatformTransactionManager manager) {
		return (args) -> {
			// This listener runs after the fence, if there is one.
			manager.getTransactionExecutionListeners().add(new TransactionExecutionListener() {

				@Override
				public void beforeCommit(TransactionExecution transaction) {
					if (WriterMain.this.row.get() != null) {
						jdbc.update("UPDATE ledger SET n = n + 1");
						jdbc.update("UPDATE work SET n = (SELECT n FROM ledger) WHERE id = ?",
								WriterMain.this.row.get());
					}
				}

			});
			TransactionTemplate transaction = new TransactionTemplate(manager);
			transaction.setTimeout(60);
			new Thread(() -> write(election, jdbc, transaction), "writer").start();
			Thread words = new Thread(this::listen, "words");
			words.setDaemon(true);
			words.start();
		};
	}

	private void listen() {
		try (BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
			String word;
			while ((word = words.readLine()) != null) {
				if (word.equals("hold")) {
					this.hold = true;
				}
				else {
					this.go.release();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		// The process that started this one is gone.
		Runtime.getRuntime().halt(0);
	}

	private void write(LeaderElection election, JdbcTemplate jdbc, TransactionTemplate transaction) {
		System.out.println("ready");
		while (true) {
			try {
				if (!election.runIfLeader(() -> writeOnce(election, jdbc, transaction))) {
					LockSupport.parkNanos(PAUSE);
				}
			}
			catch (StaleLeaderException ex) {
				Operations.completed(this.row.get(), Outcome.REFUSED);
				System.out.println("stale " + ex.getOwnToken());
			}
			catch (RuntimeException ex) {
				System.out.println("failed " + ex);
				LockSupport.parkNanos(PAUSE);
			}
			finally {
				this.row.remove();
			}
		}
	}

	private void writeOnce(LeaderElection election, JdbcTemplate jdbc, TransactionTemplate transaction) {
		OptionalLong token = election.fencingToken();
		if (token.isEmpty()) {
			return;
		}
		String id = UUID.randomUUID().toString();
		this.row.set(id);
		transaction.executeWithoutResult((status) -> {
			jdbc.update("INSERT INTO work (id, token, writer) VALUES (?, ?, ?)", id, token.getAsLong(),
					election.identity());
			if (this.hold) {
				this.hold = false;
				System.out.println("inside " + token.getAsLong());
				this.go.acquireUninterruptibly();
				System.out.println("went " + token.getAsLong());
			}
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_WORK));
			Operations.call(id, token.getAsLong());
		});
		Operations.completed(id, Outcome.COMMITTED);
	}

}
