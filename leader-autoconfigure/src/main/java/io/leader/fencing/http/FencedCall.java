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
 * A request in progress. It is a guarded call, so that the lock is not released before
 * the answer begins, and it has the token of the term in which it began.
 *
 * @param election the election's name
 * @param token the token
 * @param call the guarded call
 */
record FencedCall(String election, long token, GuardedCall call) implements AutoCloseable {

	/**
	 * Begins a request.
	 * @param election the election that this replica must lead
	 * @param refusal what to throw if it does not
	 */
	static FencedCall enter(LeaderElection election, Function<LeaderElection, ? extends RuntimeException> refusal) {
		while (true) {
			OptionalLong before = election.fencingToken();
			GuardedCall call = election.enter();
			if (call == null) {
				throw refusal.apply(election);
			}
			// Tokens only grow: the same one before and after is that of the call's term.
			if (before.isPresent() && before.equals(election.fencingToken())) {
				return new FencedCall(election.name(), before.getAsLong(), call);
			}
			call.close();
		}
	}

	/**
	 * Notes that the request goes on without the present thread.
	 */
	FencedCall onOtherThreads() {
		GuardedThread.leave(this.call);
		return this;
	}

	/**
	 * Adds the token to a request. One that the request already has is left, if it is
	 * this one.
	 */
	void addTo(HttpHeaders headers, FencingHeaders names) {
		String own = Long.toString(this.token);
		String encoded = UriUtils.encode(this.election, StandardCharsets.UTF_8);
		String presentElection = present(headers, names.election(), encoded);
		if (!presentElection.equals(encoded)) {
			throw new IllegalStateException(
					"The request already carries a token of election '%s' and cannot carry one of election '%s'."
						.formatted(presentElection, this.election));
		}
		String presentToken = present(headers, names.token(), own);
		if (!presentToken.equals(own)) {
			throw new IllegalStateException(
					"The request carries token '%s' of election '%s', but the current token is %s: "
						.formatted(presentToken, this.election, own) + "the term in which its work began has ended.");
		}
		headers.set(names.token(), own);
		headers.set(names.election(), encoded);
	}

	private static String present(HttpHeaders headers, String name, String otherwise) {
		return String.join(", ", headers.getOrDefault(name, List.of(otherwise)));
	}

	@Override
	public void close() {
		this.call.close();
	}

}
