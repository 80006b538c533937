package io.leader.sample.sidecar;

import java.nio.charset.StandardCharsets;

/**
 * A response of the sidecar's HTTP server.
 *
 * @param status the HTTP status
 * @param type the value of the {@code Content-Type} header
 * @param body the body text
 */
record SidecarResponse(int status, String type, String body) {

	static SidecarResponse json(String body) {
		return new SidecarResponse(200, "application/json", body);
	}

	static SidecarResponse text(String body) {
		return new SidecarResponse(200, "text/plain; charset=utf-8", body);
	}

	/** Creates a 404 response with the wording of Go's server. */
	static SidecarResponse notFound() {
		return new SidecarResponse(404, "text/plain; charset=utf-8", "404 page not found\n");
	}

	byte[] bytes() {
		return this.body.getBytes(StandardCharsets.UTF_8);
	}

}
