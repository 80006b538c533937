package io.leader.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.leader.support.Processes;
import io.leader.support.TcpProxy;

/**
 * A {@link WriterMain} process as observed from outside, with its paths to the database
 * and to the API server.
 */
final class Writer implements AutoCloseable {

	private final List<String> command;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final List<TcpProxy> networks;

	private final Operations operations;

	private final Optional<WallClock> wallClock = WallClock.create();

	private Process process;

	private Thread reader;

	private boolean stopped;

	Writer(List<String> command, List<TcpProxy> networks, Operations operations) {
		this.command = List.copyOf(command);
		this.networks = networks;
		this.operations = operations;
		start();
	}

	private void start() {
		ProcessBuilder builder = new ProcessBuilder(this.command).redirectErrorStream(true);
		this.wallClock.ifPresent((clock) -> builder.environment().putAll(clock.environment()));
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Process started = this.process;
		this.reader = new Thread(() -> read(started), "output-of-writer");
		this.reader.setDaemon(true);
		this.reader.start();
	}

	private void read(Process of) {
		try (BufferedReader reader = of.inputReader(StandardCharsets.UTF_8)) {
			reader.lines().filter((line) -> !this.operations.note((int) of.pid(), line)).forEach(this.output::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> output() {
		return new ArrayList<>(this.output);
	}

	boolean said(String line) {
		return this.output.contains(line);
	}

	void say(String word) {
		try {
			OutputStream words = this.process.getOutputStream();
			words.write((word + "\n").getBytes(StandardCharsets.UTF_8));
			words.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void stop() {
		this.stopped = true;
		Replica.signal("STOP", this.process.pid());
	}

	void resume() {
		this.stopped = false;
		Replica.signal("CONT", this.process.pid());
	}

	boolean isStopped() {
		return this.stopped;
	}

	void killAndRestart() {
		kill();
		start();
	}

	/**
	 * Kills the process and waits until all its output has been read.
	 */
	void kill() {
		Processes.kill(this.process);
		try {
			this.process.waitFor();
			this.reader.join();
			WallClock.forget(this.process.pid());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the proxies to the database and, if there is one, to the API server.
	 */
	List<TcpProxy> networks() {
		return this.networks;
	}

	/**
	 * Returns the wall clock, if it can be stepped.
	 */
	Optional<WallClock> wallClock() {
		return this.wallClock;
	}

	void heal() {
		this.networks.forEach(TcpProxy::thaw);
		this.wallClock.ifPresent((clock) -> clock.set(Duration.ZERO));
		if (this.stopped) {
			resume();
		}
	}

	@Override
	public void close() {
		kill();
		this.wallClock.ifPresent(WallClock::close);
		this.networks.forEach(TcpProxy::close);
	}

}
