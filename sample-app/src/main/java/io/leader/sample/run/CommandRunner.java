package io.leader.sample.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

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
import org.springframework.integration.leader.event.OnRevokedEvent;
import org.springframework.stereotype.Component;

import io.leader.autoconfigure.LeaderProperties;
import io.leader.election.LeaderElection;
import io.leader.lifecycle.ExitOnRevoked;

/**
 * Runs the command once this process leads, with its own input and output, and ends with
 * the command's exit code.
 * <p>
 * Signals that arrive are relayed. When the leadership is revoked the command is
 * terminated, and killed after a grace together with all that it has started; the
 * listener returns when it is gone, so the lock is not released before.
 */
@Component
@Profile("run")
class CommandRunner {

	private static final List<String> RELAYED = List.of("TERM", "INT", "HUP", "QUIT", "USR1", "USR2", "WINCH");

	/** What shells say of a command that cannot be run. */
	private static final int CANNOT_RUN = 127;

	private static final Logger logger = LoggerFactory.getLogger(CommandRunner.class);

	private final ApplicationContext context;

	private final LeaderElection election;

	private final Duration grace;

	private @Nullable Process process;

	CommandRunner(ApplicationContext context, LeaderElection election, LeaderProperties leader,
			@Value("${run.grace}") Duration grace) {
		this.context = context;
		this.election = election;
		// Others may lead when the lease is over: nothing may run then.
		Duration most = leader.leaseDuration().minus(leader.renewDeadline()).multipliedBy(4).dividedBy(5);
		this.grace = (grace.compareTo(most) < 0) ? grace : most;
	}

	@EventListener
	@SuppressWarnings("FutureReturnValueIgnored")
	synchronized void on(ApplicationReadyEvent event) {
		if (!this.election.isLeader()) {
			logger.warn("The leadership was lost before the command ran");
			exit(ExitOnRevoked.EXIT_CODE);
			return;
		}
		// What arrives from here on waits for the lock, and so for the process.
		RELAYED.forEach((signal) -> Signals.register(signal, () -> relay(signal)));
		try {
			Process started = new ProcessBuilder(Command.words()).inheritIO().start();
			this.process = started;
			logger.info("Running {} as process {}", Command.words(), started.pid());
			started.onExit().thenAccept((ended) -> exit(ended.exitValue()));
		}
		catch (IOException ex) {
			logger.error("The command cannot be run: {}", ex.getMessage());
			exit(CANNOT_RUN);
		}
	}

	/**
	 * Java itself can send but two signals.
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
			logger.error("Signal {} was not relayed: {}", signal, ex.getMessage());
		}
	}

	@EventListener
	synchronized void on(OnRevokedEvent event) throws InterruptedException {
		Process running = this.process;
		if (running == null || !running.isAlive()) {
			return;
		}
		logger.warn("No longer leading '{}': terminating process {}", event.getRole(), running.pid());
		List<ProcessHandle> all = running.descendants().toList();
		running.toHandle().destroy();
		if (!running.waitFor(this.grace.toMillis(), TimeUnit.MILLISECONDS)) {
			logger.warn("Process {} did not end within {} ms: killing it", running.pid(), this.grace.toMillis());
			running.descendants().forEach(ProcessHandle::destroyForcibly);
			running.destroyForcibly().waitFor();
		}
		all.forEach(ProcessHandle::destroyForcibly);
	}

	/**
	 * Ends this process: which releases the lock, now that the command has ended.
	 */
	private void exit(int code) {
		Thread exiting = new Thread(() -> System.exit(SpringApplication.exit(this.context, () -> code)), "run-exit");
		// Else the process would end when the context is closed, without this exit code.
		exiting.setDaemon(false);
		exiting.start();
	}

}
