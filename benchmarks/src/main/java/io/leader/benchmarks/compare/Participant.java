package io.leader.benchmarks.compare;

import java.util.List;

/**
 * A program that takes part in elections.
 *
 * @param key how it is named on the command line
 * @param title how it is named in the table
 * @param command how it is started, but for the arguments that all have
 * @param yields whether it can give up leadership and remain a candidate
 * @param fakeable whether its clock can be set ahead with libfaketime
 */
record Participant(String key, String title, List<String> command, boolean yields, boolean fakeable) {

}
