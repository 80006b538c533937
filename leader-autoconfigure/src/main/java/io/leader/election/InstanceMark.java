package io.leader.election;

import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Says which process wrote a record. Identities are no proof of that: host-network Pods
 * share a host name, and a force-deleted Pod of a StatefulSet can live on beside its
 * successor.
 * <p>
 * The text form is <code>&lt;Pod uid or -&gt;/&lt;random id of this start&gt;</code>;
 * Kubernetes locks keep it in the annotation {@code leader.io/instance}, which other
 * programs leave alone.
 *
 * @param podUid the uid of the Pod that this process runs in, or {@code -} outside a Pod
 * @param start a random id of this start of the process
 */
public record InstanceMark(String podUid, String start) {

	private static final String NO_POD = "-";

	/** Does not occur in a UUID. */
	private static final String PROCESS_SEPARATOR = ".";

	private static final Pattern FORM = Pattern.compile("([^/]+)/([^/]+)");

	/**
	 * The mark of a process that starts now.
	 * @param podUid the uid of its Pod; {@code null} or blank outside a Pod
	 * @return a mark that no other process has
	 */
	public static InstanceMark ofThisStart(@Nullable String podUid) {
		return new InstanceMark((podUid == null || podUid.isBlank()) ? NO_POD : podUid.strip(),
				UUID.randomUUID() + PROCESS_SEPARATOR + process());
	}

	/**
	 * Says which process this is, by what the operating system tells now: another process
	 * that was restored from the same image gets another answer, another class loader in
	 * this one the same.
	 */
	private static String process() {
		ProcessHandle self = ProcessHandle.current();
		return Long.toString(self.pid(), Character.MAX_RADIX) + PROCESS_SEPARATOR
				+ self.info().startInstant().map((start) -> Long.toString(start.toEpochMilli(), Character.MAX_RADIX))
					.orElse("");
	}

	/**
	 * Whether a mark is that of a former life of this process: same Pod, another start
	 * and another process. A start of the same process may well be alive: two
	 * applications can run in one JVM.
	 * @param text a mark as found beside a record
	 * @return {@code true} only if this process has a Pod and the mark names it
	 */
	boolean isFormerLife(@Nullable String text) {
		if (text == null || this.podUid.equals(NO_POD)) {
			return false;
		}
		var matcher = FORM.matcher(text);
		return matcher.matches() && matcher.group(1).equals(this.podUid) && !matcher.group(2).equals(this.start)
				&& !isOfSameProcess(matcher.group(2));
	}

	private boolean isOfSameProcess(String otherStart) {
		String process = processOf(this.start);
		return !process.isEmpty() && process.equals(processOf(otherStart));
	}

	private static String processOf(String start) {
		int separator = start.indexOf(PROCESS_SEPARATOR);
		return (separator < 0) ? "" : start.substring(separator + 1);
	}

	@Override
	public String toString() {
		return this.podUid + "/" + this.start;
	}

}
