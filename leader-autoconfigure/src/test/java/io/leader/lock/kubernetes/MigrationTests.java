package io.leader.lock.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.leader.support.Await;
import io.leader.support.Contender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests changing the lock type of a running system in two rolling updates: from old
 * replicas to replicas that need both locks, and from these to new replicas. Two more
 * updates then change it back.
 */
class MigrationTests extends ClusterTest {

	/**
	 * Replaces the replicas one by one. Each new replica is started before an old replica
	 * is closed, as in a Deployment.
	 */
	private void roll(String generation, String from, String type, List<Contender> all) {
		List<Contender> former = new ArrayList<>(this.contenders);
		for (int i = 0; i < former.size(); i++) {
			Contender.Builder builder = Contender.of(this.name, generation + i).lock(lockOfType(type));
			all.add(contender((from != null) ? builder.migrateFrom(lockOfType(from)) : builder));
			former.get(i).close();
			this.contenders.remove(former.get(i));
			Await.await(Duration.ofSeconds(20), () -> this.contenders.stream().anyMatch(Contender::leads));
		}
	}

	@ParameterizedTest
	@CsvSource({ "configmaps,leases", "endpoints,leases", "leases,configmaps" })
	void aRollingUpdateThereAndBackNeverHasTwoLeaders(String old, String type) throws Exception {
		List<Contender> all = new CopyOnWriteArrayList<>();
		AtomicBoolean over = new AtomicBoolean();
		AtomicInteger most = new AtomicInteger();
		Thread observer = new Thread(() -> {
			while (!over.get()) {
				// A handover can occur between the checks of two candidates, so there is
				// an overlap only if the first candidate still leads after another was
				// found to lead.
				Contender first = null;
				int leading = 0;
				for (Contender one : all) {
					if (one.leads()) {
						first = (first != null) ? first : one;
						leading++;
					}
				}
				if (leading > 1 && first.leads()) {
					most.accumulateAndGet(leading, Math::max);
				}
			}
		}, "observer");
		observer.setDaemon(true);
		for (int i = 0; i < 2; i++) {
			all.add(contender(Contender.of(this.name, "old" + i).lock(lockOfType(old))));
		}
		observer.start();
		await(() -> this.contenders.stream().anyMatch(Contender::leads));
		roll("both", old, type, all);
		roll("new", null, type, all);
		roll("again-both", old, type, all);
		roll("again-old", null, old, all);
		TimeUnit.MILLISECONDS.sleep(200);
		over.set(true);
		observer.join();
		assertThat(most).hasValue(0);
		assertThat(all).allSatisfy((one) -> {
			List<String> received = one.received().stream().filter((event) -> !event.startsWith("sees")).toList();
			for (int i = 0; i < received.size(); i++) {
				assertThat(received.get(i)).isEqualTo((i % 2 == 0) ? "granted" : "revoked");
			}
		});
	}

}
