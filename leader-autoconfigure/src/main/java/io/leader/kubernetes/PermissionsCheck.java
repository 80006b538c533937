package io.leader.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import tools.jackson.databind.node.ObjectNode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.leader.lock.LockException;

/**
 * Queries the API server for the permissions of this process (SelfSubjectAccessReview,
 * which every authenticated user may create by default), and logs the missing ones as
 * rules that can be pasted into a Role. Informational only; nothing depends on the
 * result.
 */
public final class PermissionsCheck {

	private static final Logger logger = LoggerFactory.getLogger(PermissionsCheck.class);

	/** The maximum number of objects of a kind that are checked individually. */
	private static final int FEW = 5;

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final KubernetesApi api;

	/**
	 * Creates a check.
	 * @param connection the connection to the API server
	 */
	public PermissionsCheck(KubernetesConnection connection) {
		this.api = connection.api();
	}

	/**
	 * Checks permissions, and logs a warning about those that are missing. Blocks. For
	 * many objects of a kind, the permission for all objects is checked first. If it is
	 * missing, the permissions for a few of the objects are checked, and if one of these
	 * is also missing, the permission for all objects is reported. If a request fails,
	 * the remaining permissions are not checked.
	 * @param permissions the permissions that are needed
	 */
	public void check(Collection<Permission> permissions) {
		List<Permission> missing = new ArrayList<>();
		try {
			for (List<Permission> group : groupIgnoringNames(permissions)) {
				missing.addAll((group.size() <= FEW) ? missing(group) : missingOfMany(group));
			}
		}
		catch (LockException ex) {
			logger.debug("The permissions of this process could not be determined", ex);
		}
		Map<String, List<Permission>> byNamespace = missing.stream()
			.collect(Collectors.groupingBy(Permission::namespace));
		byNamespace.forEach((namespace, some) -> logger.warn(
				"This process lacks permissions in namespace '{}'. Add these rules to a Role that is bound to "
						+ "its service account:\n" + "{}",
				namespace, some.stream().map(Permission::rule).collect(Collectors.joining("\n"))));
	}

	/**
	 * Groups the permissions that differ only in the name of the object.
	 */
	private static Collection<List<Permission>> groupIgnoringNames(Collection<Permission> permissions) {
		return permissions.stream()
			.distinct()
			.collect(Collectors.groupingBy(Permission::ofAllObjects, LinkedHashMap::new, Collectors.toList()))
			.values();
	}

	private List<Permission> missing(List<Permission> permissions) {
		return permissions.stream().filter((permission) -> !isAnyAlternativeGranted(permission)).toList();
	}

	private List<Permission> missingOfMany(List<Permission> group) {
		Permission all = group.get(0).ofAllObjects();
		return (isAnyAlternativeGranted(all) || missing(group.subList(0, FEW)).isEmpty()) ? List.of() : List.of(all);
	}

	private boolean isAnyAlternativeGranted(Permission permission) {
		return permission.alternatives().stream().anyMatch(this::isGranted);
	}

	private boolean isGranted(Permission permission) {
		ObjectNode review = KubernetesApi.object();
		review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
		ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
		attributes.put("namespace", permission.namespace())
			.put("group", permission.group())
			.put("resource", permission.resource())
			.put("verb", permission.verb());
		if (permission.name() != null) {
			attributes.put("name", permission.name());
		}
		KubernetesApi.Response response = this.api.post("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
				review, TIMEOUT);
		if (response.code() >= 300) {
			throw new LockException(LockException.Kind.FAILED,
					"The access review was refused (" + response.message() + ").", null);
		}
		return response.body().path("status").path("allowed").asBoolean(false);
	}

}
