package io.leader.lock.kubernetes;

import io.leader.kubernetes.KubernetesApi.Response;
import io.leader.kubernetes.ObjectKind;
import io.leader.lock.LockException;
import io.leader.lock.LockException.Kind;

/**
 * An error response of the API server to a request for a lock, which can be converted to
 * an exception that explains what to do.
 *
 * @param kind the kind of the lock's object
 * @param namespace the object's namespace
 * @param name the object's name
 * @param verb the verb of the request
 * @param response the response of the API server
 */
record Refusal(ObjectKind kind, String namespace, String name, String verb, Response response) {

	LockException toException(KubernetesLock lock) {
		return switch (this.response.code()) {
			case 409 ->
				new LockException(Kind.CONFLICT, lock + " has changed (" + this.response.message() + ").", null);
			case 403 -> denied(lock);
			default -> new LockException(Kind.FAILED, "The API server rejected the request to %s %s (%s)."
				.formatted(this.verb, lock, this.response.message()), null, this.response.retryAfter());
		};
	}

	private LockException denied(KubernetesLock lock) {
		if (this.response.messageContains("being terminated")) {
			return new LockException(Kind.DENIED,
					"%s cannot be created: namespace '%s' is being terminated.".formatted(lock, this.namespace), null);
		}
		// The message of the admission plugin OwnerReferencesPermissionEnforcement.
		if (this.response.messageContains("cannot set an ownerRef on a resource you can't delete")) {
			return lacks("delete", "set the owner reference of");
		}
		// The response to a watch has no message. Quotas and admission plugins respond
		// with 403 and their own message.
		if (this.response.hasMessage() && !this.response.messageContains("cannot " + this.verb)) {
			return new LockException(Kind.DENIED, "The API server forbids this candidate to %s %s (%s)."
				.formatted(this.verb, lock, this.response.message()), null, this.response.retryAfter());
		}
		return lacks(this.verb, this.verb);
	}

	private LockException lacks(String permission, String action) {
		String names = permission.equals("create") ? "" : ", resourceNames: [\"" + this.name + "\"]";
		return new LockException(Kind.DENIED,
				("This candidate is not permitted to %s %s '%s' in namespace '%s'. Its Role lacks the rule "
						+ "{apiGroups: [\"%s\"], resources: [\"%s\"], verbs: [\"%s\"]%s}.")
					.formatted(action, this.kind.plural(), this.name, this.namespace, this.kind.group(),
							this.kind.plural(), permission, names),
				null);
	}

}
