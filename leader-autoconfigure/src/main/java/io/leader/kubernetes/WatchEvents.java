package io.leader.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.http.AsyncBody;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;
import io.leader.lock.PrintableText;

/**
 * Converts the body of a watch response, which has one JSON object per line, into events.
 * Called by one thread at a time.
 */
final class WatchEvents extends Reception {

	/**
	 * The number of bytes after which an unfinished line ends the watch. A lock takes a
	 * few hundred bytes, and an object that contains a lock takes at most 1.5 MiB in the
	 * store, which can become six times as much in JSON.
	 */
	private static final int LONGEST_LINE = 16 * 1024 * 1024;

	private final ObjectWatcher watcher;

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private boolean failed;

	WatchEvents(ObjectWatcher watcher) {
		this.watcher = watcher;
	}

	/**
	 * Notifies the watcher when the body ends, unless a failure has already ended the
	 * watch.
	 */
	@SuppressWarnings("FutureReturnValueIgnored")
	void endsWith(CompletableFuture<Void> done) {
		done.whenComplete((nothing, failure) -> {
			if (!this.failed) {
				this.watcher.closed((failure == null) ? null : new LockException(Kind.FAILED,
						"The watch ended abnormally (" + failure.getClass().getSimpleName() + ").", failure));
			}
		});
	}

	@Override
	public void consume(List<ByteBuffer> buffers, AsyncBody body) {
		for (ByteBuffer buffer : buffers) {
			while (buffer.hasRemaining()) {
				byte next = buffer.get();
				if (next == '\n') {
					line(body);
					this.line.reset();
				}
				else {
					this.line.write(next);
				}
			}
		}
		if (this.line.size() > LONGEST_LINE) {
			fail("The watch returned a line that is longer than any object.", body);
		}
		if (!this.failed) {
			body.consume();
		}
	}

	/**
	 * Processes a line. Any failure ends the watch explicitly, since an exception that is
	 * thrown into the HTTP client would go unnoticed.
	 */
	private void line(AsyncBody body) {
		try {
			event(KubernetesApi.parse(this.line.toByteArray()), body);
		}
		catch (LockException ex) {
			fail(ex.getMessage(), body);
		}
		catch (RuntimeException | Error ex) {
			fail("A watch event could not be processed (" + ex.getClass().getSimpleName() + ").", body);
		}
	}

	private void event(@Nullable ObjectNode event, AsyncBody body) {
		if (this.failed) {
			return;
		}
		String type = (event != null) ? event.path("type").asString("") : "";
		if (event == null || !(event.get("object") instanceof ObjectNode object)) {
			fail("The watch returned something that is not an event.", body);
			return;
		}
		switch (type) {
			case "ADDED", "MODIFIED" -> this.watcher.changed(object);
			case "DELETED" -> this.watcher.deleted(object);
			case "ERROR" -> fail("The API server ended the watch (" + PrintableText.of(object.path("code").asString(""))
					+ " " + PrintableText.of(object.path("message").asString("")) + ").", body);
			case "BOOKMARK" -> this.watcher.progressed(object);
			default -> {
				// Ignore event types that later versions of Kubernetes may add.
			}
		}
	}

	private void fail(String sentence, AsyncBody body) {
		this.failed = true;
		this.watcher.closed(new LockException(Kind.FAILED, sentence, null));
		body.cancel();
	}

}
