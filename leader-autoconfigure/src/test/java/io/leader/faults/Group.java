package io.leader.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.leader.engine.ElectionTimings;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitPresent;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A group of replicas of one election, and the findings of an external observer.
 */
final class Group implements AutoCloseable {

	/**
	 * A claim of a process to be the leader.
	 *
	 * @param process the process
	 * @param span the span of the claim
	 */
	record Claim(String process, Claims.Span span) {
	}

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private final List<Replica> replicas = new ArrayList<>();

	Group(int size, String lock, Path folder, ElectionTimings timings) {
		for (int i = 0; i < size; i++) {
			this.replicas.add(new Replica("replica-" + i, lock, folder, timings));
		}
	}

	List<Replica> replicas() {
		return this.replicas;
	}

	Optional<Replica> leader() {
		return this.replicas.stream().filter(Replica::leads).findFirst();
	}

	Replica awaitLeader() {
		return awaitPresent(LIMIT, this::leader);
	}

	Replica awaitLeaderOtherThan(Replica former) {
		return awaitPresent(LIMIT, () -> leader().filter((one) -> one != former));
	}

	/**
	 * Waits for another leader and repeatedly asks the previous one to step down, since
	 * the previous leader might win again on a busy machine.
	 */
	void awaitLeaderOtherThan(Replica former, Runnable ask) {
		await(LIMIT, () -> {
			ask.run();
			return otherWithin(former, Duration.ofSeconds(2));
		});
	}

	private boolean otherWithin(Replica former, Duration time) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			if (leader().filter((one) -> one != former).isPresent()) {
				return true;
			}
			LockSupport.parkNanos(5_000_000);
		}
		return false;
	}

	Replica follower() {
		Replica leader = awaitLeader();
		return this.replicas.stream().filter((one) -> one != leader).findFirst().orElseThrow();
	}

	void heal() {
		this.replicas.forEach(Replica::heal);
	}

	private List<Claim> claims() {
		List<Claim> all = new ArrayList<>();
		for (Replica replica : this.replicas) {
			int start = 0;
			for (Claims claims : replica.claims()) {
				String process = replica + "/" + start++;
				claims.spans().forEach((span) -> all.add(new Claim(process, span)));
			}
		}
		all.sort(Comparator.comparingLong((claim) -> claim.span().from()));
		return all;
	}

	/**
	 * Returns how many times a process was stopped for longer than the renew deadline and
	 * found, in its first check after that, that it did not lead.
	 */
	long firstChecksAfterASleep() {
		return this.replicas.stream()
			.flatMap((replica) -> replica.claims().stream())
			.mapToLong(Claims::wokenFollowing)
			.sum();
	}

	/**
	 * Checks what the observer has recorded. Claims that ended before a given time are
	 * ignored.
	 * @param since the given time, as a value of {@link System#nanoTime()}
	 * @return a line of figures
	 */
	String verify(long since) {
		long wokenLeading = 0;
		long blink = 0;
		for (Replica replica : this.replicas) {
			replica.awaitCheck();
			blink = Math.max(blink, replica.claims().stream().mapToLong(Claims::longestBlink).max().orElse(0));
			wokenLeading += replica.claims().stream().mapToLong(Claims::wokenLeading).sum();
			for (List<String> notifications : replica.notifications()) {
				for (int i = 0; i < notifications.size(); i++) {
					assertThat(notifications.get(i)).as("%s was notified of %s", replica, notifications)
						.isEqualTo((i % 2 == 0) ? "granted" : "revoked");
				}
			}
		}
		assertThat(wokenLeading).as("first checks after a sleep that returned true").isZero();
		return verify(claims().stream().filter((claim) -> claim.span().to() >= since).toList())
				+ ", checked at least every %.1f ms".formatted(blink / 1e6);
	}

	/**
	 * Checks that no claim overlaps a claim of another process, and that the known
	 * fencing tokens increase from claim to claim.
	 * @param all the claims, in the order in which they start
	 */
	static String verify(List<Claim> all) {
		long gap = 0;
		long token = 0;
		Claim latest = null;
		for (Claim claim : all) {
			if (latest != null) {
				long overlap = latest.span().to() - claim.span().from();
				assertThat(overlap < 0 || claim.process().equals(latest.process()))
					.as("%s and %s lead at the same time for %s ns", latest, claim, overlap)
					.isTrue();
				gap = Math.max(gap, -overlap);
			}
			if (claim.span().token() != 0) {
				assertThat(claim.span().token()).as("the fencing token of %s after %s", claim, latest)
					.isGreaterThan(token);
				token = claim.span().token();
			}
			if (latest == null || claim.span().to() > latest.span().to()) {
				latest = claim;
			}
		}
		return "%d terms, two leaders for 0 ms, at most %.1f s without a leader".formatted(all.size(), gap / 1e9);
	}

	@Override
	public void close() {
		this.replicas.forEach(Replica::close);
	}

}
