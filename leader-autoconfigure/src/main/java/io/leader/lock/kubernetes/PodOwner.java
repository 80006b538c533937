package io.leader.lock.kubernetes;

import java.util.function.Predicate;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import io.leader.lock.LockRecord;

/**
 * A Pod that owns a lock, so that Kubernetes' garbage collector deletes the lock with the
 * Pod.
 *
 * @param name the name of the Pod, which is the identity of its process
 * @param uid the Pod's uid
 */
public record PodOwner(String name, String uid) {

	/**
	 * Returns the only Pod among an object's owners, or {@code null} if there is none or
	 * more than one.
	 */
	static @Nullable PodOwner of(ObjectNode object) {
		PodOwner found = null;
		for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
			if (isPod(reference)) {
				if (found != null) {
					return null;
				}
				found = of(reference);
			}
		}
		return found;
	}

	/**
	 * Returns the Pod of the holder, if it owns the lock. An owner that does not belong
	 * to the holder is ignored, since another program may have acquired the lock without
	 * removing the owner.
	 */
	static @Nullable PodOwner ofHolder(ObjectNode object, @Nullable LockRecord record) {
		PodOwner owner = of(object);
		boolean holds = owner != null && record != null && record.holder().equals(owner.name())
				&& (record.instance() == null || record.instance().startsWith(owner.uid() + "/"));
		return holds ? owner : null;
	}

	/**
	 * Adds this Pod to an object's owners.
	 */
	void own(ObjectNode object) {
		disown(object, this::isSame);
		ArrayNode references = object.withObject("/metadata").withArray("/ownerReferences");
		references.addObject().put("apiVersion", "v1").put("kind", "Pod").put("name", this.name).put("uid", this.uid);
	}

	private boolean isSame(PodOwner other) {
		return this.uid.equals(other.uid);
	}

	/**
	 * Removes the Pod of the previous holder and this process's own Pod from an object's
	 * owners. The Pod of the previous holder is identified by the instance mark and, if
	 * Pods own locks, also by its name. All other owners are kept.
	 * @param before the record that is replaced, if there is one
	 * @param own this process's Pod, or {@code null} if it does not own locks
	 */
	static void disownPrevious(ObjectNode object, @Nullable LockRecord before, @Nullable PodOwner own) {
		String mark = InstanceAnnotation.read(object);
		String marked = (mark != null) ? mark.substring(0, Math.max(0, mark.indexOf('/'))) : "";
		disown(object, (pod) -> pod.uid().equals(marked)
				|| (own != null && (own.isSame(pod) || (before != null && pod.name().equals(before.holder())))));
	}

	/**
	 * Removes Pods from an object's owners.
	 * @param which matches the Pods to remove; all others are kept
	 */
	static void disown(ObjectNode object, Predicate<PodOwner> which) {
		if (object.path("metadata").path("ownerReferences") instanceof ArrayNode references) {
			for (int i = references.size() - 1; i >= 0; i--) {
				JsonNode reference = references.get(i);
				if (isPod(reference) && which.test(of(reference))) {
					references.remove(i);
				}
			}
			if (references.isEmpty()) {
				object.withObject("/metadata").remove("ownerReferences");
			}
		}
	}

	private static PodOwner of(JsonNode reference) {
		return new PodOwner(reference.path("name").asString(""), reference.path("uid").asString(""));
	}

	private static boolean isPod(JsonNode reference) {
		return "Pod".equals(reference.path("kind").asString(""))
				&& "v1".equals(reference.path("apiVersion").asString(""));
	}

}
