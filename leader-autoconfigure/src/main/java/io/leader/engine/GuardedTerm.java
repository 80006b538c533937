package io.leader.engine;

/**
 * The term in which a guarded call began.
 *
 * @param election the election's name
 * @param fencingToken the term's fencing token
 */
public record GuardedTerm(String election, long fencingToken) {

}
