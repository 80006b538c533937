package io.leader.engine;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.leader.election.GuardedCall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for the contract of {@link GuardedCall} that all kinds of guarded calls share.
 */
class GuardedCallTests {

	private final GuardedCalls term = new GuardedCalls(1, 1, () -> {
	}, Runnable::run, new ElectionCounters()).open();

	enum Kind {

		PLAIN(GuardedCalls::enter), PAIRED((term) -> new PairedCall(term.enter(), term.enter())),
		REGISTERED((term) -> GuardedThread.enter("orders", 1, term.enter()));

		@SuppressWarnings("ImmutableEnumChecker")
		private final Function<GuardedCalls, GuardedCall> enter;

		Kind(Function<GuardedCalls, GuardedCall> enter) {
			this.enter = enter;
		}

	}

	@ParameterizedTest
	@EnumSource
	void anActionMustNotBeNull(Kind kind) {
		AtomicInteger runs = new AtomicInteger();
		try (GuardedCall call = kind.enter.apply(this.term)) {
			call.onRevoked(runs::incrementAndGet);
			assertThatNullPointerException().isThrownBy(() -> call.onRevoked(null)).withMessageContaining("action");
			this.term.end((later) -> fail("no call is left to notify"));
			assertThat(runs).as("the action registered earlier runs").hasValue(1);
			assertThatNullPointerException().as("after the term").isThrownBy(() -> call.onRevoked(null));
		}
	}

}
