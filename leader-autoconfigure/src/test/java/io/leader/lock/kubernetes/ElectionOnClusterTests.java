package io.leader.lock.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.leader.engine.ElectionClock;
import io.leader.support.Contender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests several candidates in one election on the API server.
 */
@ExtendWith(OutputCaptureExtension.class)
class ElectionOnClusterTests extends ClusterTest {

	/**
	 * Changes the Lease regardless of its version, since the leader keeps renewing it.
	 */
	private void patch(String change) {
		this.admin.leases()
			.inNamespace(this.cluster.namespace())
			.withName(this.name)
			.patch(PatchContext.of(PatchType.JSON_MERGE), change);
	}

	@Test
	void oneOfThreeCandidatesLeadsAndAllOfThemKnowIt() {
		List.of("a", "b", "c").forEach(this::contender);
		Contender leader = leader();
		for (Contender contender : this.contenders) {
			await(() -> leader.toString().equals(contender.election().status().leader()));
			assertThat(contender.leads()).isEqualTo(contender == leader);
			assertThat(contender.election().fencingToken().isPresent()).isEqualTo(contender == leader);
			assertThat(contender.election().status().leading()).isEqualTo(contender == leader);
		}
		await(() -> leader.received().equals(List.of("granted")));
		assertThat(lease().getSpec().getHolderIdentity()).isEqualTo(leader.toString());
	}

	@Test
	void afterAYieldAnotherCandidateLeadsAndTheFormerLeaderRemainsACandidate() {
		List.of("a", "b").forEach(this::contender);
		Contender first = leader();
		long token = first.election().fencingToken().orElseThrow();
		assertThat(first.election().yieldLeadership()).isTrue();
		assertThat(first.leads()).isFalse();
		Contender second = leader();
		assertThat(second).isNotSameAs(first);
		assertThat(second.election().fencingToken().orElseThrow()).isGreaterThan(token);
		assertThat(first.election().yieldLeadership()).as("a follower has nothing to yield").isFalse();
		// On a busy machine, this candidate could otherwise be the first to claim again.
		assertThat(second.election().yieldLeadership(Duration.ofMinutes(1))).isTrue();
		assertThat(leader()).isSameAs(first);
		await(() -> first.received()
			.stream()
			.filter((event) -> !event.startsWith("sees"))
			.toList()
			.equals(List.of("granted", "revoked", "granted")));
	}

	@Test
	void aLoneCandidateLeadsAgainAfterItYielded() {
		Contender only = contender("a");
		leader();
		assertThat(only.election().yieldLeadership()).isTrue();
		await(() -> lease().getSpec().getHolderIdentity() == null);
		assertThat(only.leads()).as("stays out for a retry period").isFalse();
		leader();
	}

	@Test
	void aCandidateThatClosesHandsOverAndLeavesAReleasedRecord() {
		Contender first = contender("a");
		leader();
		first.close();
		LeaseSpec spec = lease().getSpec();
		assertThat(spec.getHolderIdentity()).isNull();
		assertThat(spec.getLeaseDurationSeconds()).isEqualTo(1);
		assertThat(spec.getRenewTime()).isNotNull();
		assertThat(spec.getAcquireTime()).isNotNull();
		assertThat(first.received()).containsExactly("granted", "revoked");
		Contender second = contender("b");
		await(second::leads);
		assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
	}

	@Test
	void aKilledLeaderIsReplacedAfterItsLeaseAndNotBefore() throws Exception {
		Contender first = contender("a");
		leader();
		Contender second = contender("b");
		await(() -> "a".equals(second.election().status().leader()));
		TimeUnit.MILLISECONDS.sleep(1500);
		first.kill();
		this.contenders.remove(first);
		TimeUnit.MILLISECONDS.sleep(500);
		Instant lastRenewal = lease().getSpec().getRenewTime().toInstant();
		leader();
		// All candidates share the machine's clock, so the claim must have been sent at
		// least one lease duration after the last renewal was sent, but not much later.
		Duration waited = Duration.between(lastRenewal, lease().getSpec().getAcquireTime().toInstant());
		assertThat(waited).isBetween(Contender.QUICK.leaseDuration().minusMillis(2),
				Contender.QUICK.leaseDuration().plusSeconds(1));
	}

	@Test
	void wallClocksThatAreAnHourOffHaveNoEffect() throws Exception {
		Contender behind = contender(Contender.of(this.name, "behind").clock(shifted(-3_600_000)));
		leader();
		Contender ahead = contender(Contender.of(this.name, "ahead").clock(shifted(3_600_000)));
		await(() -> "behind".equals(ahead.election().status().leader()));
		for (int i = 0; i < 50; i++) {
			TimeUnit.MILLISECONDS.sleep(100);
			assertThat(behind.leads()).isTrue();
			assertThat(ahead.leads()).isFalse();
		}
		assertThat(behind.election().yieldLeadership()).isTrue();
		await(ahead::leads);
		for (int i = 0; i < 50; i++) {
			TimeUnit.MILLISECONDS.sleep(100);
			assertThat(ahead.leads()).isTrue();
			assertThat(behind.leads()).isFalse();
		}
	}

	private static ElectionClock shifted(long millis) {
		return new ElectionClock() {

			@Override
			public long nanoTime() {
				return System.nanoTime();
			}

			@Override
			public long currentTimeMillis() {
				return System.currentTimeMillis() + millis;
			}

		};
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aLeaderWhoseLockIsDeletedRevokesAndCampaignsAgain() {
		Contender leader = contender("a");
		leader();
		long token = leader.election().fencingToken().orElseThrow();
		this.admin.leases().inNamespace(this.cluster.namespace()).withName(this.name).delete();
		await(() -> leader.received().equals(List.of("granted", "revoked", "granted")));
		assertThat(leader.election().fencingToken().orElseThrow()).isGreaterThan(token);
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void followersWaitOutALeaderWhoseLockIsDeleted() {
		Contender first = contender("a");
		leader();
		Contender second = contender("b");
		await(() -> "a".equals(second.election().status().leader()));
		first.kill();
		this.contenders.remove(first);
		long deleted = System.nanoTime();
		this.admin.leases().inNamespace(this.cluster.namespace()).withName(this.name).delete();
		leader();
		assertThat(Duration.ofNanos(System.nanoTime() - deleted))
			.isGreaterThan(Contender.QUICK.leaseDuration().minusMillis(1500));
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aLeaderThatSeesAnotherHolderRevokesAtOnce(CapturedOutput output) {
		Contender leader = contender("a");
		leader();
		patch("{\"spec\": {\"holderIdentity\": \"somebody\", \"leaseDurationSeconds\": 1}}");
		long edited = System.nanoTime();
		await(() -> !leader.leads());
		assertThat(Duration.ofNanos(System.nanoTime() - edited)).as("long before the deadline")
			.isLessThan(Duration.ofSeconds(1));
		await(() -> leader.received().equals(List.of("granted", "revoked", "sees somebody", "granted")));
		assertThat(output).contains("'somebody' holds the lock");
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aLeaderWhoseRecordIsEmptiedOrEditedRevokesAndCampaignsAgain() {
		Contender leader = contender("a");
		leader();
		patch("{\"spec\": null}");
		await(() -> leader.received().equals(List.of("granted", "revoked", "granted")));
		patch("{\"spec\": {\"leaseDurationSeconds\": 1}}");
		await(() -> leader.received().size() == 5);
		assertThat(leader.received()).endsWith("revoked", "granted");
	}

	@Test
	@EnabledIf(value = REAL_CLUSTER, disabledReason = "the in-process API server streams no watches over plain HTTP")
	void aChangeOfUnrelatedFieldsHasNoEffect() throws Exception {
		Contender leader = contender("a");
		leader();
		for (int i = 0; i < 5; i++) {
			patch("{\"metadata\": {\"annotations\": {\"example.com/note\": \"v%d\"}}}".formatted(i));
			TimeUnit.MILLISECONDS.sleep(300);
			assertThat(leader.leads()).isTrue();
		}
		assertThat(leader.received()).containsExactly("granted");
		assertThat(lease().getMetadata().getAnnotations()).containsEntry("example.com/note", "v4");
		leader.close();
		assertThat(lease().getSpec().getHolderIdentity()).as("still released").isNull();
	}

	@Test
	void twoProcessesUnderOneIdentityNeverLeadAtOnce(CapturedOutput output) throws Exception {
		Contender first = contender("same");
		leader();
		Contender second = contender("same");
		for (int i = 0; i < 50; i++) {
			assertThat(first.leads()).isTrue();
			assertThat(second.leads()).isFalse();
			TimeUnit.MILLISECONDS.sleep(100);
		}
		assertThat(output).contains("under this candidate's identity 'same'", "leader.identity");
		first.kill();
		this.contenders.remove(first);
		leader();
	}

	@Test
	void aContainerRestartedInItsPodLeadsAtOnce() {
		Contender first = contender(Contender.of(this.name, "pod").inPod("uid-1"));
		leader();
		first.kill();
		this.contenders.clear();
		long killed = System.nanoTime();
		Contender second = contender(Contender.of(this.name, "pod").inPod("uid-1"));
		leader();
		assertThat(Duration.ofNanos(System.nanoTime() - killed)).as("without waiting for the lease")
			.isLessThan(Duration.ofSeconds(2));
		assertThat(second.received()).doesNotContain("sees pod");
		assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
	}

}
