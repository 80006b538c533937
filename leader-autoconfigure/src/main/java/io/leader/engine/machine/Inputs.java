package io.leader.engine.machine;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Knows what takes in each kind of input.
 */
final class Inputs {

	private final Map<Class<? extends Input>, BiConsumer<Step, Input>> takers = new HashMap<>();

	Inputs(Machine machine, Answers answers, StepDown stepDown) {
		on(Input.Start.class, (step, start) -> machine.start(step));
		on(Input.Stop.class, (step, stop) -> machine.stop(step));
		on(Input.Yielded.class, (step, yielded) -> machine.yielded(step, yielded.term()));
		on(Input.StayOut.class, (step, stay) -> step.outUntil = Math.max(step.outUntil, stay.until()));
		on(Input.EndAbsence.class, (step, end) -> step.outUntil = Math.min(step.outUntil, step.now));
		on(Input.LookAgain.class, (step, look) -> step.observing.readNow());
		on(Input.Named.class, (step, named) -> step.named(named.identity(), named.mark()));
		on(Input.Marked.class, (step, marked) -> step.marked(marked.mark()));
		on(Input.Neighbors.class, (step, alive) -> step.own = step.own.beside(alive.marks()));
		on(Input.OthersLed.class, (step, others) -> step.othersLed = others.count());
		on(Input.ClocksApart.class, (step, clocks) -> machine.clocksApart(step, clocks.apart()));
		on(Input.ReadAnswered.class, (step, read) -> step.observing.answered(read.call(), read.snapshot()));
		on(Input.ReadFailed.class, (step, read) -> step.observing.failed(read.call(), read.failure()));
		on(Input.Written.class, (step, write) -> answers.written(step, write.call(), write.snapshot()));
		on(Input.WriteFailed.class, (step, write) -> answers.writeFailed(step, write.call(), write.failure()));
		on(Input.WatchOpened.class, (step, watch) -> step.observing.watching.opened(watch.session()));
		on(Input.WatchFailed.class, (step, watch) -> step.observing.watching.failed(watch.session(), watch.failure()));
		on(Input.WatchShowed.class, (step, watch) -> step.observing.watching.showed(watch.session(), watch.snapshot()));
		on(Input.WatchEnded.class, (step, watch) -> step.observing.watching.ended(watch.session()));
		on(Input.WatchBroken.class, (step, watch) -> step.observing.watching.broken(watch.session(), watch.failure()));
		on(Input.ListenersReturned.class,
				(step, returned) -> stepDown.drained(step, returned.term(), Drain::withListenersReturned));
		on(Input.CallsFinished.class,
				(step, finished) -> stepDown.drained(step, finished.term(), Drain::withCallsFinished));
		on(Input.AuthorityOver.class, (step, over) -> machine.expired(step, over.term()));
		on(Input.Rang.class, (step, rang) -> {
			// What is due depends on the state.
		});
	}

	private <I extends Input> void on(Class<I> type, BiConsumer<Step, I> taker) {
		this.takers.put(type, (step, input) -> taker.accept(step, type.cast(input)));
	}

	void take(Step step, Input input) {
		BiConsumer<Step, Input> taker = this.takers.get(input.getClass());
		if (taker == null) {
			throw new IllegalStateException("Nothing takes in " + input + ".");
		}
		taker.accept(step, input);
	}

}
