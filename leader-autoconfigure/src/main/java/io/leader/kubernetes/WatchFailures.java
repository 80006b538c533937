package io.leader.kubernetes;

import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * The exceptions that end a watch on a collection.
 *
 * @param path the path of the collection
 */
record WatchFailures(String path) {

	LockException silent() {
		return new LockException(Kind.FAILED, "The watch on " + this.path + " no longer delivers events.", null);
	}

	LockException endedImmediately() {
		return new LockException(Kind.FAILED, "The watch on " + this.path + " ended immediately.", null);
	}

	LockException refused(Response response) {
		String message = "The watch on %s was refused (%s).".formatted(this.path, response.message());
		return new LockException(Kind.FAILED, message, null, response.retryAfter());
	}

}
