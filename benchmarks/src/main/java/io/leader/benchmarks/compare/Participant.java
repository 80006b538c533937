package io.leader.benchmarks.compare;

import java.util.List;

/**
 * A program that takes part in elections.
 *
 * @param key the name on the command line
 * @param title the name in the table
 * @param command the command that starts the participant, without the common arguments
 * @param yields whether it can give up leadership and remain a candidate
 * @param fakeable whether its wall clock can be set ahead with libfaketime
 */
record Participant(String key, String title, List<String> command, boolean yields, boolean fakeable) {

}
