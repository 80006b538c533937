package io.leader.fencing.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

import org.springframework.http.HttpHeaders;
import org.springframework.web.util.UriUtils;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;
import io.leader.engine.GuardedThread;

/**
 * A fenced request in progress, until its response starts, it fails, or it is canceled.
 * It is a guarded call, so that the release of the lock waits for it, and it carries the
 * token of the term in which it started.
 *
 * @param election the election's name
 * @param token the fencing token
 * @param call the guarded call
 */
record FencedCall(String election, long token, GuardedCall call) implements AutoCloseable {

	/**
	 * Starts a fenced request as a guarded call of the current term.
	 * @param election the election that this replica has to lead
	 * @param refusal creates the exception to throw if this replica does not lead
	 */
	static FencedCall enter(LeaderElection election, Function<LeaderElection, ? extends RuntimeException> refusal) {
		while (true) {
			OptionalLong before = election.fencingToken();
			GuardedCall call = election.enter();
			if (call == null) {
				throw refusal.apply(election);
			}
			// Tokens only increase, so a token that is the same before and after entering
			// the call is the call's token.
			if (before.isPresent() && before.equals(election.fencingToken())) {
				return new FencedCall(election.name(), before.getAsLong(), call);
			}
			call.close();
		}
	}

	/**
	 * Detaches the request from the current thread, which is then no longer in the
	 * guarded call, while the request continues on other threads.
	 */
	FencedCall detachFromThread() {
		GuardedThread.leave(this.call);
		return this;
	}

	/**
	 * Adds the token and the name of the election to the headers of a request, which may
	 * already contain the same values. Throws an {@link IllegalStateException} if they
	 * contain a different token or election.
	 */
	void addTo(HttpHeaders headers, FencingHeaders names) {
		String own = Long.toString(this.token);
		String encoded = UriUtils.encode(this.election, StandardCharsets.UTF_8);
		String currentElection = valueOrDefault(headers, names.election(), encoded);
		if (!currentElection.equals(encoded)) {
			throw new IllegalStateException(
					"The request already carries a token of election '%s' and cannot carry one of election '%s'."
						.formatted(currentElection, this.election));
		}
		String currentToken = valueOrDefault(headers, names.token(), own);
		if (!currentToken.equals(own)) {
			throw new IllegalStateException(
					"The request carries token '%s' of election '%s', but the current token is %s: "
						.formatted(currentToken, this.election, own) + "the term in which its work began has ended.");
		}
		headers.set(names.token(), own);
		headers.set(names.election(), encoded);
	}

	private static String valueOrDefault(HttpHeaders headers, String name, String defaultValue) {
		return String.join(", ", headers.getOrDefault(name, List.of(defaultValue)));
	}

	@Override
	public void close() {
		this.call.close();
	}

}
