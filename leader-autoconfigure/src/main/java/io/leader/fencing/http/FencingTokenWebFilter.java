package io.leader.fencing.http;

import java.util.List;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import io.leader.fencing.http.RequestFence.Refused;
import io.leader.fencing.http.RequestFence.Token;

/**
 * Reactive variant of {@link FencingTokenFilter}. A request with a token continues on a
 * thread that may block, since access to the store may block.
 * <p>
 * Internal: may change without notice.
 */
public final class FencingTokenWebFilter implements WebFilter, Ordered {

	/**
	 * The order of this filter: after Spring Security's filter (-100), so that
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
	public FencingTokenWebFilter(FencingTokenCheck check, FencedPaths paths) {
		this.check = check;
		this.paths = paths;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (!this.paths.match(request.getPath().pathWithinApplication())) {
			return chain.filter(exchange);
		}
		HttpHeaders headers = request.getHeaders();
		FencingHeaders names = this.check.headers();
		RequestFence fence = this.check.read(request.getMethod().name(), headers.getOrDefault(names.token(), List.of()),
				headers.getOrDefault(names.election(), List.of()));
		if (fence instanceof Token carried) {
			return Mono.fromCallable(() -> this.check.compare(carried.token()))
				.subscribeOn(Schedulers.boundedElastic())
				.flatMap((compared) -> proceed(exchange, chain, compared));
		}
		return proceed(exchange, chain, fence);
	}

	private static Mono<Void> proceed(ServerWebExchange exchange, WebFilterChain chain, RequestFence fence) {
		if (fence instanceof Refused refused) {
			return writeProblem(exchange.getResponse(), refused.problem());
		}
		if (fence instanceof Token carried) {
			exchange.getAttributes().put(FencingToken.ATTRIBUTE, carried.token());
		}
		return chain.filter(exchange);
	}

	private static Mono<Void> writeProblem(ServerHttpResponse response, ProblemDetail problem) {
		byte[] json = FencingProblem.toJson(problem);
		response.setStatusCode(HttpStatusCode.valueOf(problem.getStatus()));
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.getHeaders().setContentLength(json.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(json)));
	}

}
