package io.leader.engine.machine;

import java.util.HashMap;
import java.util.Map;

/**
 * Maps each kind of input to the method that handles it. Shared by all machines, and not
 * modified after creation.
 */
final class Inputs {

	private final Map<Class<? extends Input>, Handler<Input>> handlers = new HashMap<>();

	Inputs() {
		on(Input.Start.class, (machine, step, start) -> machine.start(step));
		on(Input.Stop.class, (machine, step, stop) -> machine.stop(step));
		on(Input.Yielded.class, (machine, step, yielded) -> machine.yielded(step, yielded.term()));
		on(Input.StayOut.class, (machine, step, stay) -> step.outUntil = Math.max(step.outUntil, stay.until()));
		on(Input.EndAbsence.class, (machine, step, end) -> step.outUntil = Math.min(step.outUntil, step.now));
		on(Input.ReadAgain.class, (machine, step, again) -> step.observing.readNow());
		on(Input.Named.class, (machine, step, named) -> step.named(named.identity(), named.mark()));
		on(Input.Marked.class, (machine, step, marked) -> step.marked(marked.mark()));
		on(Input.Neighbors.class, (machine, step, alive) -> step.own = step.own.withNeighbors(alive.marks()));
		on(Input.OthersLed.class, (machine, step, others) -> step.othersLed = others.count());
		on(Input.ClocksApart.class, (machine, step, clocks) -> machine.clocksApart(step, clocks.apart()));
		on(Input.ReadSucceeded.class, (machine, step, read) -> step.observing.succeeded(read.call(), read.snapshot()));
		on(Input.ReadFailed.class, (machine, step, read) -> step.observing.failed(read.call(), read.failure()));
		on(Input.Written.class,
				(machine, step, write) -> machine.results().written(step, write.call(), write.snapshot()));
		on(Input.WriteFailed.class,
				(machine, step, write) -> machine.results().writeFailed(step, write.call(), write.failure()));
		on(Input.WatchOpened.class, (machine, step, watch) -> step.observing.watching.opened(watch.session()));
		on(Input.WatchFailed.class,
				(machine, step, watch) -> step.observing.watching.failed(watch.session(), watch.failure()));
		on(Input.WatchReported.class,
				(machine, step, watch) -> step.observing.watching.reported(watch.session(), watch.snapshot()));
		on(Input.WatchEnded.class, (machine, step, watch) -> step.observing.watching.ended(watch.session()));
		on(Input.WatchBroken.class,
				(machine, step, watch) -> step.observing.watching.broken(watch.session(), watch.failure()));
		on(Input.ListenersReturned.class, (machine, step, returned) -> machine.stepDown()
			.drained(step, returned.term(), Drain::withListenersReturned));
		on(Input.CallsFinished.class, (machine, step, finished) -> machine.stepDown()
			.drained(step, finished.term(), Drain::withCallsFinished));
		on(Input.AuthorityExpired.class, (machine, step, over) -> machine.expired(step, over.term()));
		on(Input.Rang.class, (machine, step, rang) -> {
			// Nothing to do here: after each input, the machine performs everything that
			// is due.
		});
	}

	/**
	 * Registers the handler for a kind of input. Handlers are looked up by kind, so a
	 * handler receives only inputs of its kind, and the unchecked cast is safe.
	 */
	@SuppressWarnings("unchecked")
	private <I extends Input> void on(Class<I> type, Handler<I> handler) {
		this.handlers.put(type, (Handler<Input>) handler);
	}

	void handle(Machine machine, Step step, Input input) {
		Handler<Input> handler = this.handlers.get(input.getClass());
		if (handler == null) {
			throw new IllegalStateException("No handler is registered for " + input + ".");
		}
		handler.handle(machine, step, input);
	}

	private interface Handler<I extends Input> {

		void handle(Machine machine, Step step, I input);

	}

}
