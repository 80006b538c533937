package io.leader.engine;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jetbrains.lincheck.Lincheck;
import org.junit.jupiter.api.Test;

import io.leader.election.GuardedCall;
import io.leader.support.LongTest;

import static io.leader.engine.SharedAuthorityStage.check;

/**
 * Tests for the fields that application threads share with the engine's thread. A model
 * checker runs a limited number of different interleavings, starting with those that have
 * the fewest thread switches. A failure is printed with the interleaving that leads to
 * it.
 */
@LongTest
class SharedAuthorityTests {

	private static final int INTERLEAVINGS = Integer.getInteger("leader.interleavings", 100);

	static {
		// Turn off the log, since the failure message contains everything that matters.
		System.setProperty("lincheck.logLevel", "OFF");
	}

	@Test
	void noGuardedCallStartsAfterTheAuthorityWasGivenUp() {
		explore((stage) -> {
			AtomicBoolean gaveUp = new AtomicBoolean();
			stage.begin(1);
			together(() -> stage.prolong(1), () -> {
				boolean expected = gaveUp.get();
				boolean permitted = stage.call(1);
				check(!expected || !permitted, "no guarded call starts after giveUp() has returned a term");
			}, () -> {
				OptionalLong ended = stage.authority.giveUp();
				check(ended.equals(OptionalLong.of(1)), "valid authority can be given up while it is being prolonged");
				gaveUp.set(true);
				check(!stage.authority.holds(), "authority that was given up is not valid");
			});
			check(!stage.authority.holds(), "authority that was given up is not prolonged");
			check(stage.authority.fencingToken().isEmpty(), "authority that was given up has no token");
		});
	}

	@Test
	void anAuthorityGivenUpWhileARenewalIsAcknowledgedStaysGivenUp() {
		explore((stage) -> {
			stage.begin(1);
			stage.renew(1);
			together(() -> stage.acknowledge(1), () -> {
				OptionalLong ended = stage.authority.giveUp();
				check(ended.equals(OptionalLong.of(1)), "valid authority can be given up while it is being prolonged");
			});
			check(!stage.authority.holds(), "authority that was given up is not prolonged");
		});
	}

	@Test
	void theEndOfATermWaitsForEachPermittedCall() {
		explore((stage) -> {
			stage.begin(1);
			together(() -> stage.call(1), () -> stage.end(1), () -> stage.call(1));
			check(stage.isIdle(1), "the end of the last call is reported");
			check(!stage.call(1), "no guarded call starts in a term that has ended");
		});
	}

	@Test
	void theLastOfTwoCallsThatFinishConcurrentlyIsReported() {
		explore((stage) -> {
			stage.begin(1);
			GuardedCall first = Objects.requireNonNull(stage.authority.enter());
			GuardedCall second = Objects.requireNonNull(stage.authority.enter());
			together(first::close, second::close, () -> stage.end(1));
			check(stage.isIdle(1), "the end of the last call is reported");
		});
	}

	@Test
	void callsThatStartAndFinishConcurrentlyAreAllCounted() {
		explore((stage) -> {
			GuardedCalls term = term();
			GuardedCalls.Call call = term.enter();
			together(term::enter, term::enter, call::close);
			check(term.running() == 2, "each open call is counted");
		});
	}

	@Test
	void aCallThatWasClosedIsNotNotifiedOfTheEndOfItsTerm() {
		explore((stage) -> {
			GuardedCalls term = term();
			GuardedCalls.Call call = term.enter();
			AtomicInteger runs = new AtomicInteger();
			together(() -> call.onRevoked(runs::incrementAndGet), call::close);
			term.end((later) -> check(false, "a closed call is not notified later"));
			check(runs.get() == 0, "a closed call is not notified");
		});
	}

	@Test
	void aCallIsNotifiedOnceOfTheEndOfItsTerm() {
		explore((stage) -> {
			GuardedCalls term = term();
			GuardedCalls.Call call = term.enter();
			AtomicInteger runs = new AtomicInteger();
			together(() -> call.onRevoked(runs::incrementAndGet), () -> term.end((later) -> {
			}));
			check(runs.get() == 1, "a call is notified once");
		});
	}

	@Test
	void anActionThatReplacesAnotherWhileTheTermEndsRunsOnce() {
		// The interleavings that matter have more thread switches than most, so they are
		// run late.
		explore(2 * INTERLEAVINGS, (stage) -> {
			GuardedCalls term = term();
			GuardedCalls.Call call = term.enter();
			AtomicInteger replaced = new AtomicInteger();
			AtomicInteger runs = new AtomicInteger();
			call.onRevoked(replaced::incrementAndGet);
			together(() -> call.onRevoked(runs::incrementAndGet), () -> term.end((later) -> {
			}));
			check(runs.get() == 1, "the last registered action runs once");
			check(replaced.get() <= 1, "an action runs at most once");
		});
	}

	private static GuardedCalls term() {
		return new GuardedCalls(1, 1, () -> {
		}, Runnable::run, new ElectionCounters()).open();
	}

	@Test
	void aCallOfATermIsNotCountedInAnother() {
		explore((stage) -> {
			stage.begin(1);
			together(() -> stage.call(2), () -> {
				stage.end(1);
				if (stage.isIdle(1)) {
					// As in the machine, no term begins before the previous one is
					// drained.
					stage.begin(2);
				}
			});
			check(stage.isIdle(1), "the end of the last call is reported");
		});
	}

	@Test
	void anExpiredAuthorityStaysExpired() {
		explore((stage) -> {
			stage.begin(1);
			stage.pass(SharedAuthorityStage.SPAN - 1);
			together(() -> stage.prolong(1), () -> stage.pass(1), () -> {
				boolean over = !stage.authority.holds();
				boolean heldAgain = stage.authority.holds();
				check(!over || !heldAgain, "expired authority stays expired");
			});
		});
	}

	@Test
	void anExpiredAuthorityIsNotGivenUp() {
		explore((stage) -> {
			stage.begin(1);
			stage.pass(SharedAuthorityStage.SPAN - 1);
			together(() -> stage.pass(1), () -> stage.prolong(1), () -> {
				boolean over = !stage.authority.holds();
				boolean givenUp = stage.authority.giveUp().isPresent();
				check(!over || !givenUp, "expired authority is lost, not given up");
				check(!stage.authority.holds(), "no authority remains");
			});
		});
	}

	@Test
	void aTokenBelongsToItsTerm() {
		explore((stage) -> {
			AtomicReference<Integer> begun = new AtomicReference<>(1);
			AtomicBoolean ended = new AtomicBoolean();
			stage.begin(1);
			together(() -> {
				stage.end(1);
				ended.set(true);
				begun.set(2);
				stage.begin(2);
			}, () -> {
				boolean over = ended.get();
				OptionalLong token = stage.authority.fencingToken();
				if (token.isPresent()) {
					boolean first = token.getAsLong() == SharedAuthorityStage.token(1);
					boolean second = token.getAsLong() == SharedAuthorityStage.token(2);
					check(first || second, "each token belongs to a term");
					check(!(first && over), "a term that has ended has no token");
					check(!second || begun.get() == 2, "no token is handed out before its term begins");
				}
				OptionalLong next = stage.authority.fencingToken();
				check(next.isEmpty() || token.isEmpty() || next.getAsLong() >= token.getAsLong(),
						"tokens never decrease");
			});
		});
	}

	private interface Scenario {

		void play(SharedAuthorityStage stage);

	}

	private static void explore(Scenario scenario) {
		explore(INTERLEAVINGS, scenario);
	}

	private static void explore(int interleavings, Scenario scenario) {
		Lincheck.runConcurrentTest(interleavings, () -> scenario.play(new SharedAuthorityStage()));
	}

	/**
	 * Runs each part on its own thread, and fails if one of them fails.
	 */
	private static void together(Runnable... parts) {
		AtomicReference<AssertionError> failure = new AtomicReference<>();
		Thread[] threads = new Thread[parts.length];
		for (int i = 0; i < parts.length; i++) {
			Runnable part = parts[i];
			threads[i] = new Thread(() -> {
				try {
					part.run();
				}
				catch (AssertionError ex) {
					failure.set(ex);
				}
				catch (RuntimeException ex) {
					failure.set(new AssertionError(ex));
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		if (failure.get() != null) {
			throw failure.get();
		}
	}

}
