package io.leader.exhaustive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

import io.leader.engine.machine.Release;
import io.leader.engine.machine.State;

/**
 * Checks the progress that must be made once no more faults or requests occur.
 */
final class Fairness {

	/** The maximum number of moves until all expected progress has been made. */
	private static final int LONGEST_WAIT = 240;

	/**
	 * The time that two attempts take. A release or a read is expected only of a
	 * candidate that has more than this time left, since the first attempt may fail.
	 */
	private static final long SECOND_TRY = 2 * Mode.TICK;

	private final Game.Play play;

	/** The fingerprints of situations that are known to lead to progress. */
	private final LongSet live = new LongSet();

	Fairness(Game.Play play) {
		this.play = play;
	}

	/**
	 * Checks that a candidate soon leads, that no two candidates lead at the same time,
	 * that a candidate that must release the lock does so, and that the term of a leader
	 * survives an unrelated change to the lock.
	 */
	void check(Position position) {
		run(position.withoutFaults());
	}

	private void run(Position from) {
		List<Player> releasing = promises(from, Fairness::isReleasing);
		List<Player> touched = promises(from, Fairness::isTouched);
		List<Long> passed = new ArrayList<>();
		Position next = from;
		for (int i = 0; i < LONGEST_WAIT; i++) {
			Position now = next;
			try {
				releasing = kept(releasing, now, Fairness::owesRelease);
				touched = kept(touched, now, Fairness::hasNotSeen);
				if (releasing.isEmpty() && touched.isEmpty() && isLive(now, passed)) {
					passed.forEach(this.live::add);
					return;
				}
				next = this.play.fairMove(now).result().get();
				Violation.unless(next.leaders() < 2, "two candidates lead");
			}
			catch (Violation ex) {
				throw ex.atTheEnd(i + 1);
			}
		}
		throw new Violation("nobody leads").atTheEnd(LONGEST_WAIT);
	}

	private boolean isLive(Position position, List<Long> passed) {
		if (position.leaders() == 1 && position.allRun()) {
			return true;
		}
		long fingerprint = position.fingerprint();
		passed.add(fingerprint);
		return this.live.contains(fingerprint);
	}

	/**
	 * Returns the candidates that are bound by a promise, that is, from which some
	 * progress is expected. In a game with two locks, no candidate is bound, since each
	 * may also have to wait for the other lock.
	 */
	private static List<Player> promises(Position from, BiPredicate<Player, Scene> promise) {
		return (from instanceof Scene scene) ? kept(scene.players(), scene, promise) : List.of();
	}

	private static List<Player> kept(List<Player> players, Position now, BiPredicate<Player, Scene> promise) {
		return players.isEmpty() ? players
				: players.stream().filter((player) -> promise.test(player, (Scene) now)).toList();
	}

	/**
	 * Returns whether a candidate must release the lock, has enough time even if the
	 * first attempt fails, and is not waiting at the server's request.
	 */
	private static boolean isReleasing(Player player, Scene scene) {
		return player.runs() && player.state().situation().pausedUntil() <= player.clock()
				&& player.state() instanceof State.SteppingDown down && down.drain().isOver()
				&& down.release() instanceof Release.Pending && down.drain().deadline() - player.clock() > SECOND_TRY
				&& StepRules.isLeftBehind(player, scene);
	}

	private static boolean owesRelease(Player player, Scene now) {
		Player present = find(player, now);
		if (!StepRules.isOf(player, now.server().lock())) {
			return false;
		}
		Violation.unless(present.state() instanceof State.SteppingDown, player.name() + " does not retry the release");
		return true;
	}

	/**
	 * Returns whether a candidate leads while the lock has an unrelated change that the
	 * candidate has not observed but can read in time.
	 */
	private static boolean isTouched(Player player, Scene scene) {
		return player.runs() && player.state() instanceof State.Leading leading && player.leads()
				&& player.authority().orElseThrow().ends() - player.clock() > SECOND_TRY
				&& leading.situation().outbox().writes().isEmpty()
				&& leading.situation().observation().notBefore() <= player.clock()
				&& leading.term().own().version() < scene.server().version()
				&& leading.term().own().hasSameContent(scene.server().lock());
	}

	private static boolean hasNotSeen(Player player, Scene now) {
		if (!(find(player, now).state() instanceof State.Leading leading)) {
			throw new Violation("the term of " + player.name() + " ends only because somebody touched the lock");
		}
		return leading.term().own().version() < now.server().version();
	}

	private static Player find(Player player, Scene scene) {
		return scene.players().stream().filter((one) -> one.name().equals(player.name())).findFirst().orElseThrow();
	}

}
