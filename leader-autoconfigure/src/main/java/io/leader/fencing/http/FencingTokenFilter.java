package io.leader.fencing.http;

import java.io.IOException;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.RequestPath;
import org.springframework.web.filter.OncePerRequestFilter;

import io.leader.fencing.http.RequestFence.Refused;
import io.leader.fencing.http.RequestFence.Token;

/**
 * Rejects requests whose fencing token is smaller than one seen before, invalid, or
 * missing even though it is required, and those whose election is invalid, unknown, or
 * beyond the limit of the in-memory store. The token is checked only when a request
 * arrives, so a request in progress is not interrupted when a larger token arrives.
 * <p>
 * Internal: may change without notice.
 */
public final class FencingTokenFilter extends OncePerRequestFilter {

	/**
	 * The order of this filter: after Spring Security's filters (-100), so that
	 * unauthorized requests cannot raise the token.
	 */
	public static final int ORDER = 0;

	private final FencingTokenCheck check;

	private final FencedPaths paths;

	/**
	 * Creates a new filter.
	 * @param check checks the token of each request
	 * @param paths the paths to filter
	 */
	public FencingTokenFilter(FencingTokenCheck check, FencedPaths paths) {
		this.check = check;
		this.paths = paths;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return !this.paths
			.match(RequestPath.parse(request.getRequestURI(), request.getContextPath()).pathWithinApplication());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		FencingHeaders names = this.check.headers();
		RequestFence fence = this.check.read(request.getMethod(), values(request, names.token()),
				values(request, names.election()));
		if (fence instanceof Token carried) {
			fence = this.check.compare(carried.token());
		}
		if (fence instanceof Refused refused) {
			writeProblem(response, refused.problem());
			return;
		}
		if (fence instanceof Token carried) {
			request.setAttribute(FencingToken.ATTRIBUTE, carried.token());
		}
		chain.doFilter(request, response);
	}

	private static List<String> values(HttpServletRequest request, String header) {
		return Collections.list(request.getHeaders(header));
	}

	private static void writeProblem(HttpServletResponse response, ProblemDetail problem) throws IOException {
		byte[] json = FencingProblem.toJson(problem);
		response.setStatus(problem.getStatus());
		response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
		response.setContentLength(json.length);
		response.getOutputStream().write(json);
	}

}
