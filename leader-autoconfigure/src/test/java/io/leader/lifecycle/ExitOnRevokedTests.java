package io.leader.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.leader.election.ElectionClock;
import io.leader.election.ElectionEngine;
import io.leader.election.ElectionThreads;
import io.leader.election.ManualElection;

import static org.assertj.core.api.Assertions.assertThat;

class ExitOnRevokedTests {

	private final ElectionThreads threads = new ElectionThreads();

	private final ManualElection election = new ElectionEngine(this.threads.runtime(ElectionClock.system()))
		.addManual("orders", "me", false);

	private final CompletableFuture<Void> stop = new CompletableFuture<>();

	private final List<String> ends = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.threads.close();
	}

	private void listen(Duration longest) {
		this.election.addListener(new ExitOnRevoked(() -> this.stop, longest, (code) -> this.ends.add("exit " + code),
				(code) -> this.ends.add("halt " + code)));
		this.election.grant();
	}

	private CompletableFuture<Void> revoke() {
		return CompletableFuture.runAsync(this.election::revoke);
	}

	@Test
	void itExitsAndReturnsWhenTheApplicationHasStopped() throws Exception {
		listen(Duration.ofHours(1));
		CompletableFuture<Void> revoked = revoke();
		Awaitility.await().until(() -> this.ends.equals(List.of("exit 75")));
		assertThat(revoked).as("the listener returned while the application runs").isNotDone();
		this.stop.complete(null);
		revoked.get();
		assertThat(this.ends).containsExactly("exit 75");
	}

	@Test
	void whatDoesNotExitInTimeIsHalted() {
		listen(Duration.ofMillis(50));
		CompletableFuture<Void> revoked = revoke();
		Awaitility.await().until(() -> this.ends.contains("halt 75"));
		assertThat(this.ends).startsWith("exit 75");
		assertThat(revoked).isNotDone();
		this.stop.complete(null);
	}

	@Test
	void theEndOfATermByTheStopOfTheApplicationIsNoReasonToExit() throws Exception {
		listen(Duration.ZERO);
		this.stop.complete(null);
		revoke().get();
		assertThat(this.ends).isEmpty();
	}

}
