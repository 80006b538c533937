package io.leader.engine.machine;

import java.util.List;

/**
 * What follows from an input.
 *
 * @param state the state after it
 * @param effects what is to be done, in this order
 */
public record Transition(State state, List<Effect> effects) {
}
