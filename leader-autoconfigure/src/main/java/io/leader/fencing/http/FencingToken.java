package io.leader.fencing.http;

/**
 * The fencing token that a request came with. It was not smaller than any that the
 * receiver had seen when the request arrived; compare it again in what the request
 * writes, since a larger one may arrive meanwhile.
 *
 * @param election the name of the election; empty if the request does not say it
 * @param value the token
 * @since 0.1.0
 */
public record FencingToken(String election, long value) {

	/**
	 * The attribute of a fenced request that holds its token, for
	 * {@code @RequestAttribute}. A request without a token does not have it.
	 */
	public static final String ATTRIBUTE = "io.leader.fencing.http.FencingToken";

}
