package io.leader.election;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * Time, threads and chance: all that an engine takes from the world around it, so that a
 * simulation can hand in its own.
 *
 * @param clock the clocks
 * @param engine the one thread on which all decisions are taken; nothing that can block
 * runs there
 * @param io where the blocking calls to locks run
 * @param listeners where listeners run; must not make one task wait for another
 * @param log where log statements are written, since an appender may block
 * @param random the source of random delays
 */
public record ElectionRuntime(ElectionClock clock, ScheduledExecutorService engine, Executor io, Executor listeners,
		Executor log, RandomGenerator random) {
}
