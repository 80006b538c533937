package io.leader.lock;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Identifies the candidate that wrote a record. A candidate generates a new mark each
 * time it starts to campaign. An identity alone is not sufficient, since host-network
 * Pods on the same node share a host name, and a force-deleted Pod of a StatefulSet can
 * keep running alongside its successor, which has the same name.
 * <p>
 * The text form is <code>&lt;Pod uid or -&gt;/&lt;random id of the run&gt;</code>; most
 * Kubernetes locks store it in the annotation {@code leader.io/instance}, which other
 * programs do not modify.
 *
 * @param podUid the UID of the Pod that the candidate runs in, or {@code -} if it is not
 * known
 * @param start a random id that identifies this run of the candidate
 * @since 0.1.0
 */
public record InstanceMark(String podUid, String start) {

	private static final String NO_POD = "-";

	private static final String ALIVE = "io.leader.campaigning.";

	/**
	 * Creates the mark of a candidate that is about to campaign.
	 * @param podUid the UID of its Pod; {@code null} or blank if it is not known
	 * @return a mark that no other candidate has
	 */
	public static InstanceMark ofThisStart(@Nullable String podUid) {
		InstanceMark drawn = new InstanceMark((podUid == null || podUid.isBlank()) ? NO_POD : podUid.strip(),
				UUID.randomUUID().toString());
		// Record in a system property that the candidate is alive, since another
		// application in this JVM may have its own copy of this class.
		System.setProperty(ALIVE + drawn.start, drawn.podUid);
		return drawn;
	}

	/**
	 * Returns whether a mark belongs to another run in the same Pod, regardless of
	 * whether the candidate of that run is still alive.
	 * @param text a mark that is stored with a record
	 * @return {@code true} only if the UID of this candidate's Pod is known, and the
	 * given mark contains this UID and another id
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
	 * Records that this mark is no longer in use, so that a later candidate in this JVM
	 * can recognize a record with this mark as its predecessor's.
	 */
	public void end() {
		System.clearProperty(ALIVE + this.start);
	}

	/**
	 * Returns whether a mark belongs to a candidate that is alive in this JVM.
	 * @param text a mark that is stored with a record
	 * @return {@code true} from the creation of the mark until {@link #end()} is called
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
