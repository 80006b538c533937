package io.leader.lock;

import java.util.UUID;

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

	private static final String ALIVE = "io.leader.campaigning.";

	/**
	 * The mark of a candidate that starts to campaign now.
	 * @param podUid the uid of its Pod; {@code null} or blank outside a Pod
	 * @return a mark that no other process has
	 */
	public static InstanceMark ofThisStart(@Nullable String podUid) {
		InstanceMark drawn = new InstanceMark((podUid == null || podUid.isBlank()) ? NO_POD : podUid.strip(),
				UUID.randomUUID().toString());
		// A system property, since another application in this JVM has classes of its
		// own.
		System.setProperty(ALIVE + drawn.start, drawn.podUid);
		return drawn;
	}

	/**
	 * Whether a mark is that of another start in the same Pod, whether or not that is
	 * alive.
	 * @param text a mark as found beside a record
	 * @return {@code true} only if this process has a Pod and the mark names it
	 */
	public boolean isOfAnotherStart(@Nullable String text) {
		if (text == null || this.podUid.equals(NO_POD)) {
			return false;
		}
		int slash = this.podUid.length();
		return text.startsWith(this.podUid) && text.indexOf('/') == slash && text.lastIndexOf('/') == slash
				&& slash < text.length() - 1 && !text.substring(slash + 1).equals(this.start);
	}

	/**
	 * Notes that nothing of a candidate with this mark is left, so that the next one in
	 * this Pod takes its record for that of a former life.
	 */
	public void end() {
		System.clearProperty(ALIVE + this.start);
	}

	/**
	 * Whether a mark is that of a candidate that is alive in this JVM.
	 * @param text a mark as found beside a record
	 * @return {@code true} from the time that the mark is drawn until it
	 * {@linkplain #end() ends}
	 */
	public static boolean isOfThisJvm(String text) {
		return isAlive(text.substring(text.indexOf('/') + 1));
	}

	private static boolean isAlive(String start) {
		return System.getProperty(ALIVE + start) != null;
	}

	@Override
	public String toString() {
		return this.podUid + "/" + this.start;
	}

}
