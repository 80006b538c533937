package io.leader.engine.machine;

import java.util.List;

/**
 * The result of processing an input.
 *
 * @param state the new state
 * @param effects the effects to perform, in this order
 */
public record Transition(State state, List<Effect> effects) {
}
