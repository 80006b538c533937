package io.leader.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.invoke.ParameterMappingException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.util.MimeType;

/**
 * Rejects write and delete requests to an endpoint if the body or the query contains an
 * unknown or empty field. For example, a request with a mistyped or empty {@code stayOut}
 * must not make the process yield without staying out. Over HTTP, the response to these
 * requests, and to those in which the value of a field is invalid, has status 400 and
 * contains an RFC 9457 problem detail.
 */
public final class StrictRequests implements OperationInvokerAdvisor {

	/** The parameters that are taken from the path. */
	private static final Set<String> OF_THE_PATH = Set.of("election");

	private static final MimeType PROBLEM = MimeType.valueOf("application/problem+json");

	private final EndpointId endpoint;

	/**
	 * Creates a new advisor.
	 * @param endpoint the ID of the endpoint whose requests are checked
	 */
	public StrictRequests(String endpoint) {
		this.endpoint = EndpointId.of(endpoint);
	}

	@Override
	public OperationInvoker apply(EndpointId endpointId, OperationType operationType, OperationParameters parameters,
			OperationInvoker invoker) {
		if (!endpointId.equals(this.endpoint) || operationType == OperationType.READ) {
			return invoker;
		}
		List<String> known = parameters.stream().map(OperationParameter::getName).toList();
		return (context) -> invoke(context, known, invoker);
	}

	private static @Nullable Object invoke(InvocationContext context, List<String> known, OperationInvoker invoker) {
		try {
			check(context.getArguments(), known);
			return invoker.invoke(context);
		}
		catch (InvalidEndpointRequestException ex) {
			if (!context.canResolve(WebServerNamespace.class)) {
				throw ex;
			}
			Map<String, Object> problem = new LinkedHashMap<>();
			problem.put("title", "Bad Request");
			problem.put("status", WebEndpointResponse.STATUS_BAD_REQUEST);
			problem.put("detail", sentence(ex));
			return new WebEndpointResponse<>(problem, WebEndpointResponse.STATUS_BAD_REQUEST, PROBLEM);
		}
	}

	private static @Nullable String sentence(InvalidEndpointRequestException refusal) {
		if (refusal instanceof ParameterMappingException mapping) {
			OperationParameter parameter = mapping.getParameter();
			String sentence = "%s is '%s', which is not a valid %s.".formatted(parameter.getName(), mapping.getValue(),
					parameter.getType().getSimpleName().toLowerCase(Locale.ROOT));
			return (parameter.getType() == Duration.class) ? sentence + " " + LeaderEndpoint.EXAMPLES : sentence;
		}
		return refusal.getReason();
	}

	private static void check(Map<String, Object> given, List<String> known) {
		Set<String> unknown = new TreeSet<>(given.keySet());
		known.forEach(unknown::remove);
		if (!unknown.isEmpty()) {
			String fields = unknown.stream().collect(Collectors.joining("', '", "'", "'"));
			String ofBody = known.stream()
				.filter((name) -> !OF_THE_PATH.contains(name))
				.collect(Collectors.joining(", "));
			String sentence = "Unknown %s %s. %s".formatted((unknown.size() == 1) ? "field" : "fields", fields,
					ofBody.isEmpty() ? "No fields are supported." : "Supported: " + ofBody + ".");
			throw new InvalidEndpointRequestException(sentence, sentence);
		}
		// A blank value would be converted to null, as if the field had been omitted.
		given.forEach((field, value) -> {
			if (value instanceof String text && text.isBlank()) {
				String sentence = "%s is empty. Specify a value, or omit the field.".formatted(field);
				throw new InvalidEndpointRequestException(sentence, sentence);
			}
		});
	}

}
