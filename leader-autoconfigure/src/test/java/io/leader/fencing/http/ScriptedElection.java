package io.leader.fencing.http;

import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import io.leader.election.GuardedCall;
import io.leader.election.LeaderElection;

import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;

/**
 * An election with successive fencing tokens that a test specifies. It counts the guarded
 * calls that have begun and those that are open.
 */
final class ScriptedElection {

	static final FencingHeaders HEADERS = new FencingHeaders(FencingHeaders.TOKEN, FencingHeaders.ELECTION);

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger begun = new AtomicInteger();

	private final LeaderElection election = mock(LeaderElection.class);

	private ScriptedElection(String name) {
		given(this.election.name()).willReturn(name);
	}

	/**
	 * Creates an election that leads and returns the given tokens one after another, and
	 * then repeats the last one.
	 */
	static ScriptedElection leading(String name, OptionalLong... tokens) {
		ScriptedElection scripted = new ScriptedElection(name);
		AtomicInteger asked = new AtomicInteger();
		given(scripted.election.fencingToken())
			.willAnswer((call) -> tokens[Math.min(asked.getAndIncrement(), tokens.length - 1)]);
		given(scripted.election.enter()).willAnswer(scripted::begin);
		return scripted;
	}

	static ScriptedElection leading(String name, long token) {
		return leading(name, OptionalLong.of(token));
	}

	static ScriptedElection following(String name) {
		ScriptedElection scripted = new ScriptedElection(name);
		given(scripted.election.fencingToken()).willReturn(OptionalLong.empty());
		return scripted;
	}

	private GuardedCall begin(Object invocation) {
		GuardedCall call = mock(GuardedCall.class);
		this.begun.incrementAndGet();
		this.open.incrementAndGet();
		willAnswer((closed) -> this.open.decrementAndGet()).given(call).close();
		return call;
	}

	LeaderElection election() {
		return this.election;
	}

	int open() {
		return this.open.get();
	}

	int begun() {
		return this.begun.get();
	}

	/**
	 * Returns the exception that the sender throws on a follower.
	 */
	static RuntimeException refusal(LeaderElection election) {
		return new NotLeading(election.name());
	}

	static final class NotLeading extends RuntimeException {

		private static final long serialVersionUID = 1L;

		NotLeading(String election) {
			super(election);
		}

	}

}
