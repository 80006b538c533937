package io.leader.support;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.support.ObservedPeer.ObservedTerm;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerThread}.
 */
class PeerThreadTests {

	private enum End {

		RETURN, EXCEPTION, CLOSE

	}

	@ParameterizedTest
	@EnumSource
	@SuppressWarnings("try")
	void onlyAProgramThatEndsByItselfHasNoticedTheEndOfItsTerm(End end) {
		Pod pod = new PodBuilder().withNewMetadata().withName("peer").endMetadata().build();
		try (PeerThread peer = new PeerThread("lock", pod) {

			@Override
			void run() throws InterruptedException {
				granted();
				switch (end) {
					case RETURN -> {
					}
					case EXCEPTION -> {
						Thread.currentThread().setUncaughtExceptionHandler((thread, ex) -> {
						});
						throw new IllegalStateException("simulated by this test");
					}
					case CLOSE -> TimeUnit.DAYS.sleep(1);
				}
			}

		}.start()) {
			if (end == End.CLOSE) {
				await(peer::leads);
				peer.close();
			}
			await(() -> !peer.isAlive());
			List<ObservedTerm> terms = peer.terms();
			assertThat(terms).hasSize(1);
			assertThat(terms.get(0).to()).isLessThan(Long.MAX_VALUE);
			assertThat(terms.get(0).notified()).isEqualTo(end == End.RETURN);
		}
	}

}
