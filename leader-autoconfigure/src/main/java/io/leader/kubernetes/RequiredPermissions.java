package io.leader.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The permissions that this process needs. They are collected during startup and checked
 * together; permissions added later are checked when they are added. Not thread-safe.
 */
public final class RequiredPermissions {

	private final Supplier<KubernetesConnection> connection;

	private final Supplier<? extends Executor> executor;

	private final List<Permission> collected = new ArrayList<>();

	private boolean checking;

	/**
	 * Creates an empty collection.
	 * @param connection supplies the connection to the API server; called on the
	 * executor's thread
	 * @param executor supplies the executor for the check, which blocks; called when
	 * permissions are added, so that the executor's thread exists before the check
	 */
	public RequiredPermissions(Supplier<KubernetesConnection> connection, Supplier<? extends Executor> executor) {
		this.connection = connection;
		this.executor = executor;
	}

	/**
	 * Adds permissions.
	 * @param permissions the permissions that are needed
	 */
	public void add(List<Permission> permissions) {
		if (permissions.isEmpty()) {
			return;
		}
		Executor thread = this.executor.get();
		this.collected.addAll(permissions);
		if (this.checking) {
			check(thread);
		}
	}

	/**
	 * Starts a check of the permissions that have been added since the last check, and
	 * does not wait for its result. From then on, permissions are checked when they are
	 * added.
	 */
	public void check() {
		this.checking = true;
		if (!this.collected.isEmpty()) {
			check(this.executor.get());
		}
	}

	private void check(Executor thread) {
		List<Permission> permissions = List.copyOf(this.collected);
		thread.execute(() -> new PermissionsCheck(this.connection.get()).check(permissions));
		this.collected.clear();
	}

}
