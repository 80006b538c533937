package io.leader.sample.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.lifecycle.ExitOnRevoked;

/**
 * Runs the command once this process leads, with the input and output of this process,
 * and exits with the command's exit code.
 * <p>
 * Signals are relayed to the command. When leadership is revoked, the command is
 * terminated. If the command or any process that it has started is still running after a
 * grace period, it is killed. The command is a guarded call, so the lock is not released
 * before the command has ended. If this process is killed, a {@link Watchdog} kills the
 * command.
 */
@Component
@Profile("run")
class CommandRunner {

	/**
	 * The signals that are relayed to the command. QUIT is not among them, since the JVM
	 * reserves it for printing a thread dump.
	 */
	private static final List<String> RELAYED = List.of("TERM", "INT", "HUP", "USR1", "USR2", "WINCH");

	/**
	 * The exit code for a command that cannot be run, which shells use for a command that
	 * is not found.
	 */
	private static final int CANNOT_RUN = 127;

	/**
	 * The exit code if a process of the command cannot be killed, which shells use for a
	 * command that was killed.
	 */
	private static final int KILLED = 128 + 9;

	private static final Logger logger = LoggerFactory.getLogger(CommandRunner.class);

	private final ApplicationContext context;

	private final LeaderElection election;

	private final Duration grace;

	private final AtomicBoolean revoked = new AtomicBoolean();

	private @Nullable Process process;

	CommandRunner(ApplicationContext context, LeaderElection election, @Value("${run.grace}") Duration grace) {
		this.context = context;
		this.election = election;
		this.grace = grace;
	}

	@EventListener
	@SuppressWarnings({ "FutureReturnValueIgnored", "MustBeClosedChecker" })
	synchronized void on(ApplicationReadyEvent event) {
		// The lock is not released while this call is open.
		GuardedCall leading = this.election.enter();
		if (leading == null) {
			logger.warn("Leadership was lost before the command started");
			exit(ExitOnRevoked.EXIT_CODE);
			return;
		}
		// From now on, a signal is relayed only after this method has returned, since its
		// handler waits for the monitor.
		RELAYED.forEach((signal) -> Signals.register(signal, () -> relay(signal)));
		Watchdog watchdog = new Watchdog();
		ProcessBuilder command = new ProcessBuilder(Command.words()).inheritIO();
		watchdog.mark(command.environment());
		try {
			Process started = command.start();
			this.process = started;
			Runnable ended = () -> {
				watchdog.close();
				leading.close();
				exit(started.exitValue());
			};
			leading.onRevoked(() -> {
				this.revoked.set(true);
				if (CommandTerminator.terminate(started, this.grace, this.election.leaseRemaining())) {
					logger.warn("No longer leading '{}': process {} was terminated", this.election.name(),
							started.pid());
					ended.run();
				}
				else {
					// The call remains open, so the lock is not released.
					logger.error(
							"No longer leading '{}': process {} or a process that it has started could not be killed; "
									+ "the lock is not released",
							this.election.name(), started.pid());
					exit(KILLED);
				}
			});
			started.onExit().thenAccept((process) -> {
				if (!this.revoked.get()) {
					ended.run();
				}
			});
			logger.info("Running {} as process {}", Command.words(), started.pid());
		}
		catch (IOException ex) {
			watchdog.close();
			leading.close();
			logger.error("The command cannot be run: {}", ex.getMessage());
			exit(CANNOT_RUN);
		}
	}

	/**
	 * Relays a signal to the command if it is running. Java itself can send only TERM and
	 * KILL.
	 */
	private synchronized void relay(String signal) {
		Process running = this.process;
		if (running == null || !running.isAlive()) {
			return;
		}
		if (signal.equals("TERM")) {
			running.toHandle().destroy();
			return;
		}
		try {
			new ProcessBuilder("sh", "-c", "kill -" + signal + " " + running.pid()).inheritIO().start();
		}
		catch (IOException ex) {
			logger.error("Signal {} could not be relayed: {}", signal, ex.getMessage());
		}
	}

	/**
	 * Exits this process, on a new thread. The exit releases the lock, so the guarded
	 * call must remain open if the command might still be running.
	 */
	private void exit(int code) {
		Thread exiting = new Thread(() -> System.exit(SpringApplication.exit(this.context, () -> code)), "run-exit");
		// A daemon thread would let the process end when the context is closed, without
		// this exit code.
		exiting.setDaemon(false);
		exiting.start();
	}

}
