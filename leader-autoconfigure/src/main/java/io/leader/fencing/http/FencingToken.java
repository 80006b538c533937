package io.leader.fencing.http;

/**
 * The fencing token of a received request. When the request arrived, the receiver had not
 * seen a larger token. A larger one may arrive while the request is being handled, so
 * compare the token again as part of each write.
 *
 * @param election the name of the election; empty if neither the request nor the
 * receiver's configuration names it
 * @param value the token
 * @since 0.1.0
 */
public record FencingToken(String election, long value) {

	/**
	 * The name of the request attribute that contains the token, for use with
	 * {@code @RequestAttribute}. It is set only if the request carries a token and its
	 * path is fenced.
	 */
	public static final String ATTRIBUTE = "io.leader.fencing.http.FencingToken";

}
