package io.leader.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;

import io.leader.autoconfigure.guard.LeaderGuardAutoConfiguration;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionListener;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.election.LeaderElectionRegistry;
import io.leader.election.LeaderElections;
import io.leader.event.CandidateListener;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests elections that are registered and removed while the application runs.
 */
class RegisteredElectionsTests extends LeaderContextTest {

	private final ApplicationContextRunner several = this.runner
		.withConfiguration(AutoConfigurations.of(LeaderGuardAutoConfiguration.class))
		.withPropertyValues("leader.elections.invoices.retry-period=1s", "leader.elections.mails.enabled=false",
				"leader.identity=me", "leader.elections.mails.identity=mailer");

	@Test
	void aRegistrationThatFailsLeavesNothingBehind() {
		AtomicBoolean refuse = new AtomicBoolean(true);
		this.several.withBean(LeaderElectionRegistrationListener.class, () -> (election) -> {
			if (refuse.get() && election.name().equals("bad")) {
				throw new IllegalStateException("refused by this test");
			}
		}).run((context) -> {
			ready(context);
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThatIllegalStateException().isThrownBy(() -> registry.register("bad"));
			assertThat(elections.find("bad")).isEmpty();
			await(registry.register("good")::isLeader);
			assertThat(elections.find("bad")).isEmpty();
			refuse.set(false);
			await(() -> {
				try {
					return registry.register("bad").name().equals("bad");
				}
				catch (IllegalArgumentException ex) {
					return false;
				}
			});
			await(elections.get("bad")::isLeader);
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void anElectionThatAListenerRegistersWhenItIsCreatedIsIntroducedToAllListeners(boolean lazy) {
		this.runner.withInitializer((context) -> {
			if (lazy) {
				context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			}
		}).withBean(RecordingListener.class).withBean(RegisteringListener.class).run((context) -> {
			ready(context);
			List<String> received = context.getBean(RecordingListener.class).received;
			await(() -> received.contains("granted tenant-1"));
			assertThat(received).containsOnlyOnce("registered tenant-1", "granted tenant-1", "registered " + this.name);
			assertThat(received.indexOf("registered tenant-1")).isLessThan(received.indexOf("granted tenant-1"));
		});
	}

	@Test
	void aCompanionThatIsRegisteredWithAnElectionIsIntroducedOnce() {
		this.runner.withBean(RecordingListener.class).withBean(CompanionListener.class).run((context) -> {
			ready(context);
			List<String> received = context.getBean(RecordingListener.class).received;
			await(() -> received.contains("granted " + this.name + "-companion"));
			context.getBean(LeaderElectionRegistry.class).register("late");
			await(() -> received.contains("granted late-companion"));
			assertThat(received).containsOnlyOnce("registered " + this.name, "registered " + this.name + "-companion",
					"registered late", "registered late-companion", "granted late-companion");
		});
	}

	@Test
	void aRegistrationFailsTogetherWithThoseThatItCauses() {
		AtomicBoolean refuse = new AtomicBoolean();
		AtomicReference<LeaderElectionRegistry> registry = new AtomicReference<>();
		this.runner.withBean(LeaderElectionRegistrationListener.class, () -> (election) -> {
			if (election.name().equals("outer")) {
				registry.get().register("inner");
			}
			if (election.name().equals("inner") && refuse.get()) {
				throw new IllegalStateException("refused by this test");
			}
		}).run((context) -> {
			ready(context);
			registry.set(context.getBean(LeaderElectionRegistry.class));
			refuse.set(true);
			assertThatIllegalStateException().isThrownBy(() -> registry.get().register("outer"));
			LeaderElections elections = context.getBean(LeaderElections.class);
			assertThat(elections.find("inner")).isEmpty();
			assertThat(elections.find("outer")).isEmpty();
			refuse.set(false);
			await(registry.get().register("other")::isLeader);
		});
	}

	@Test
	void aConfiguredElectionCannotBeRemoved() {
		this.several.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(LeaderElectionRegistry.class).remove("invoices"))
			.withMessageContaining("configured"));
	}

	@Test
	void theOnlyElectionCannotBeRemovedEither() {
		this.runner.withPropertyValues("leader.lock-name=" + this.name)
			.run((context) -> assertThatIllegalArgumentException()
				.isThrownBy(() -> context.getBean(LeaderElectionRegistry.class).remove(this.name))
				.withMessageContaining("configured"));
	}

	@Test
	void anElectionWithTheNameOfAReplacedBeanCanBeRemoved() {
		LeaderElection own = mock(LeaderElection.class);
		this.runner.withPropertyValues("leader.lock-name=" + this.name)
			.withBean(LeaderElection.class, () -> own)
			.run((context) -> {
				LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
				registry.register(this.name);
				registry.remove(this.name).join();
			});
	}

	@Test
	void anElectionCanBeRegisteredAndRemovedWhileTheApplicationRuns() {
		this.several.withUserConfiguration(Listeners.class).run((context) -> {
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			LeaderElection early = registry.register("early");
			assertThat(early.isLeader()).isFalse();
			ready(context);
			await(early::isLeader);
			LeaderElection late = registry.register("late");
			await(late::isLeader);
			List<String> received = context.getBean(Listeners.class).received;
			await(() -> received.contains("granted late true"));
			assertThat(late.status().lock().name()).isEqualTo(this.name + "-late");
			registry.remove("late").join();
			assertThat(received).contains("revoked late false");
			assertThatIllegalArgumentException().isThrownBy(() -> registry.register("early"));
			await(registry.register("late")::isLeader);
		});
	}

	@Test
	void aSpringIntegrationCandidateTakesPart() {
		List<String> received = new CopyOnWriteArrayList<>();
		DefaultCandidate candidate = new DefaultCandidate("candidate-1", "reports") {

			@Override
			public void onGranted(Context context) {
				received.add("granted " + context.getRole() + " " + context.isLeader());
			}

			@Override
			public void onRevoked(Context context) {
				received.add("revoked " + context.getRole() + " " + context.isLeader());
			}

		};
		this.runner.run((context) -> {
			LeaderElection election = CandidateListener.register(candidate,
					context.getBean(LeaderElectionRegistry.class));
			assertThat(election.identity()).isEqualTo("candidate-1");
			ready(context);
			await(() -> received.contains("granted reports true"));
			context.getSourceApplicationContext().stop();
			assertThat(received).containsExactly("granted reports true", "revoked reports false");
		});
	}

	static class RecordingListener implements LeaderElectionListener, LeaderElectionRegistrationListener {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Override
		public void registered(LeaderElection election) {
			this.received.add("registered " + election.name());
		}

		@Override
		public void onGranted(LeaderElection election, long fencingToken) {
			this.received.add("granted " + election.name());
		}

	}

	static class RegisteringListener implements LeaderElectionListener {

		RegisteringListener(LeaderElectionRegistry registry) {
			registry.register("tenant-1");
		}

	}

	static class CompanionListener implements LeaderElectionRegistrationListener {

		private final ObjectProvider<LeaderElectionRegistry> registry;

		CompanionListener(ObjectProvider<LeaderElectionRegistry> registry) {
			this.registry = registry;
		}

		@Override
		public void registered(LeaderElection election) {
			if (!election.name().endsWith("-companion")) {
				this.registry.getObject().register(election.name() + "-companion");
			}
		}

	}

}
