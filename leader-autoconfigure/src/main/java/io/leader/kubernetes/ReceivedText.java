package io.leader.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;

/**
 * Receives the body of a response as a whole.
 */
final class ReceivedText extends Reception {

	/**
	 * A response whose body has been read.
	 *
	 * @param head the status and the headers of the response
	 * @param body the body, decoded as UTF-8
	 */
	record Whole(HttpResponse<AsyncBody> head, String body) {
	}

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	/**
	 * Reads the body of a response to its end.
	 * @return a future that completes with the whole response
	 */
	CompletableFuture<Whole> read(HttpResponse<AsyncBody> head) {
		AsyncBody body = head.body();
		body.consume();
		return body.done().thenApply((done) -> new Whole(head, this.bytes.toString(StandardCharsets.UTF_8)));
	}

	@Override
	public void consume(List<ByteBuffer> buffers, AsyncBody body) {
		for (ByteBuffer buffer : buffers) {
			byte[] next = new byte[buffer.remaining()];
			buffer.get(next);
			this.bytes.writeBytes(next);
		}
		body.consume();
	}

}
