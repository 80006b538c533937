package io.leader.kubernetes;

import java.net.HttpURLConnection;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The permission to list and watch all objects of a collection, as far as it is known.
 * Not thread-safe.
 */
final class CollectionPermission {

	private static final Logger logger = LoggerFactory.getLogger(CollectionPermission.class);

	/** How long to wait after a denial before the next attempt. */
	private static final long PAUSE = TimeUnit.MINUTES.toNanos(10);

	private final String path;

	private boolean denied;

	private long deniedAt;

	CollectionPermission(String path) {
		this.path = path;
	}

	/**
	 * Returns whether the permission was denied recently.
	 */
	boolean isDenied() {
		return this.denied && System.nanoTime() - this.deniedAt < PAUSE;
	}

	/**
	 * Returns whether the response to an attempt denies the permission. A denial is
	 * recorded.
	 */
	boolean isDeniedBy(int code) {
		if (code != HttpURLConnection.HTTP_FORBIDDEN) {
			return false;
		}
		boolean first = !this.denied;
		this.denied = true;
		this.deniedAt = System.nanoTime();
		if (first) {
			logger
				.info("Each election uses a separate watch and connection because this process is not permitted to list "
						+ "and watch {}. Grant it the verbs list and watch without resourceNames so that all elections in a "
						+ "namespace share one watch.", this.path);
		}
		return true;
	}

	void granted() {
		this.denied = false;
	}

}
