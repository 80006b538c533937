package io.leader.benchmarks.participant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The lines that a participant exchanges with the harness, as listed in
 * {@code benchmarks/README.md}. Times are those of {@link System#nanoTime()}, which on
 * Linux and macOS is a single clock for all processes of a machine, independent of the
 * wall clock.
 */
final class Protocol {

	private static final long POLLING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private Protocol() {
	}

	/**
	 * Starts a thread that reports whether this participant claims to lead. The thread
	 * checks every millisecond, like an application that checks before each piece of
	 * work. A claim lasts from the first to the last check that finds this participant
	 * leading.
	 * @param leads checks whether this participant claims to lead
	 */
	static void report(BooleanSupplier leads) {
		start("claim", () -> {
			boolean led = false;
			long last = 0;
			while (true) {
				long now = System.nanoTime();
				boolean leading = leads.getAsBoolean();
				if (leading != led) {
					say(leading ? "LEADING " : "NOT-LEADING ", Long.toString(leading ? now : last));
				}
				led = leading;
				last = leading ? now : last;
				LockSupport.parkNanos(POLLING_NANOS);
			}
		});
	}

	/**
	 * Reports which leader this participant has observed.
	 */
	static void sees(String leader) {
		say("LEADER ", leader);
	}

	/**
	 * Starts a thread that executes the commands from the standard input. The participant
	 * yields on request, and exits when the input ends, since the harness has then ended.
	 * @param yield makes this participant yield; does nothing if it cannot
	 */
	static void obey(Runnable yield) {
		start("commands", () -> {
			try (BufferedReader commands = new BufferedReader(
					new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
				String command;
				while ((command = commands.readLine()) != null) {
					if (command.equals("yield")) {
						long now = System.nanoTime();
						yield.run();
						say("YIELDED ", Long.toString(now));
					}
				}
			}
			catch (IOException ex) {
				// The input cannot be read, which is treated as its end.
			}
			Runtime.getRuntime().halt(0);
		});
	}

	// Calls concat, since the first use of the + operator would take longer than the
	// measured event.
	private static void say(String word, String value) {
		System.out.println(word.concat(value));
	}

	private static void start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		thread.start();
	}

}
