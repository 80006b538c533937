package io.leader.kubernetes;

import java.nio.ByteBuffer;
import java.util.List;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Receives the response to one request. Once nobody is waiting for the response any
 * longer, its body is canceled, which closes the connection.
 * <p>
 * A body that is neither read nor canceled occupies its connection, and keeps the client
 * from being closed. The client library stops waiting a few milliseconds after the
 * timeout and does not cancel the body of a response whose head arrives at that moment.
 * This affects many requests at once if the process was paused or short of CPU time.
 */
abstract class Reception implements AsyncBody.Consumer<List<ByteBuffer>> {

	/**
	 * Informs each reception when the head of its response arrives, even after a timeout.
	 */
	static final Interceptor INTERCEPTOR = new Interceptor() {

		@Override
		public void after(HttpRequest request, HttpResponse<?> response,
				AsyncBody.Consumer<List<ByteBuffer>> consumer) {
			if (consumer instanceof Reception reception && response.body() instanceof AsyncBody body) {
				reception.arrived(body);
			}
		}

	};

	private @Nullable AsyncBody body;

	private boolean abandoned;

	/**
	 * Keeps the body of a response whose head has arrived, or cancels it if nobody is
	 * waiting for the response any longer. The body of a later attempt replaces that of
	 * an earlier one, which the client library cancels.
	 */
	private void arrived(AsyncBody body) {
		if (!keep(body)) {
			body.cancel();
		}
	}

	private synchronized boolean keep(AsyncBody arrived) {
		this.body = arrived;
		return !this.abandoned;
	}

	/**
	 * Cancels the body now or, if the head of the response has not arrived yet, as soon
	 * as it arrives.
	 */
	void abandon() {
		AsyncBody present = end();
		if (present != null) {
			present.cancel();
		}
	}

	private synchronized @Nullable AsyncBody end() {
		this.abandoned = true;
		return this.body;
	}

}
