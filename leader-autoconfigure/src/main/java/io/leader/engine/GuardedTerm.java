package io.leader.engine;

/**
 * The term that a guarded call began in.
 *
 * @param election the election's name
 * @param fencingToken the term's fencing token
 */
public record GuardedTerm(String election, long fencingToken) {

}
