package io.leader.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An OpenID Connect provider with numbered tokens. ID tokens have already expired when
 * they are issued. Only the latest refresh token is accepted, which initially is
 * {@code refresh-0}.
 */
public final class IdentityProvider implements AutoCloseable {

	private final HttpServer server;

	private final boolean rotates;

	private final AtomicInteger issued = new AtomicInteger();

	/**
	 * Starts a provider.
	 * @param rotates whether it returns a new refresh token with each ID token; if not,
	 * the first refresh token remains valid
	 */
	public IdentityProvider(boolean rotates) {
		this.rotates = rotates;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/.well-known/openid-configuration",
				(exchange) -> respond(exchange, 200, "{\"token_endpoint\": \"" + url() + "/token\"}"));
		this.server.createContext("/token", this::issue);
		this.server.start();
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Returns the ID token with the given number. The first one that the provider issues
	 * has the number 1.
	 */
	public static String token(int number) {
		String claims = "{\"exp\": 1, \"jti\": \"%05d\"}".formatted(number);
		return "header." + Base64.getEncoder().encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".signature";
	}

	private void issue(HttpExchange exchange) throws IOException {
		String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		String accepted = "refresh_token=refresh-" + (this.rotates ? this.issued.get() : 0);
		if (!(form + "&").contains(accepted + "&")) {
			respond(exchange, 400, "{\"error\": \"invalid_grant\"}");
			return;
		}
		int number = this.issued.incrementAndGet();
		String refreshToken = this.rotates ? ", \"refresh_token\": \"refresh-%d\"".formatted(number) : "";
		respond(exchange, 200, "{\"id_token\": \"%s\"%s}".formatted(token(number), refreshToken));
	}

	private static void respond(HttpExchange exchange, int code, String body) throws IOException {
		try (exchange) {
			exchange.sendResponseHeaders(code, body.length());
			exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
