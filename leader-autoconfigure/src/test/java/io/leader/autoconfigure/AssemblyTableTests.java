package io.leader.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests all properties that affect how an election is assembled, with each lock type and
 * mode. Verifies that the lock keeps its traits through all decorators, that the leader
 * stays the same for longer than the lease duration, and that leadership changes hands as
 * the mode permits. Cases run in groups: all cases in a group wait at the same time.
 */
@EnabledIf(value = "io.leader.support.TestCluster#isOfCi", disabledReason = "needs a cluster with a garbage collector")
class AssemblyTableTests {

	private static final int GROUP = 18;

	private final KubernetesClient admin = TestCluster.get().client();

	private final List<AssemblyRun> runs = new ArrayList<>();

	@TempDir
	private Path folder;

	static Stream<List<AssemblyCase>> groups() {
		List<AssemblyCase> all = new AssemblyCases().all();
		return IntStream.iterate(0, (from) -> from < all.size(), (from) -> from + GROUP)
			.mapToObj((from) -> all.subList(from, Math.min(from + GROUP, all.size())));
	}

	@AfterEach
	void close() {
		this.runs.forEach(AssemblyRun::close);
		this.admin.close();
	}

	@ParameterizedTest
	@MethodSource("groups")
	void oneLeadsForAsLongAsItsModeGuarantees(List<AssemblyCase> cases) throws Exception {
		for (AssemblyCase one : cases) {
			this.runs.add(new AssemblyRun(one, "t-" + UUID.randomUUID().toString().substring(0, 13), this.folder,
					this.admin));
		}
		each(AssemblyRun::begin);
		awaitAll("begin", AssemblyRun::hasBegun);
		each(AssemblyRun::secondJoins);
		awaitAll("join", AssemblyRun::hasJoined);
		each(AssemblyRun::checkTraits);
		TimeUnit.MILLISECONDS.sleep(4500);
		each(AssemblyRun::checkNothingHasChanged);
		awaitAll("have one leader for each election", AssemblyRun::eachHasOneLeader);
		each(AssemblyRun::handOver);
		awaitAll("hand over", AssemblyRun::hasHandedOver);
	}

	private void each(Consumer<AssemblyRun> step) {
		for (AssemblyRun run : this.runs) {
			assertThatNoException().as(run::toString).isThrownBy(() -> step.accept(run));
		}
	}

	private void awaitAll(String what, Predicate<AssemblyRun> condition) {
		for (AssemblyRun run : this.runs) {
			await(Duration.ofSeconds(15), run + " should " + what, () -> condition.test(run));
		}
		assertThat(this.runs).isNotEmpty();
	}

}
