package io.leader.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The rights that this process needs: collected while it starts, checked all at once, and
 * from then on as they come. Confined to one thread at a time.
 */
public final class NeededRights {

	private final Supplier<KubernetesConnection> connection;

	private final Supplier<? extends Executor> executor;

	private final List<Right> collected = new ArrayList<>();

	private boolean checking;

	/**
	 * Creates a collection without any.
	 * @param connection gives the connection to the API server; asked by the executor
	 * @param executor supplies where the check runs, and blocks; asked as soon as there
	 * is something to check, so that its thread exists by then
	 */
	public NeededRights(Supplier<KubernetesConnection> connection, Supplier<? extends Executor> executor) {
		this.connection = connection;
		this.executor = executor;
	}

	/**
	 * Adds rights.
	 * @param rights what is needed
	 */
	public void add(List<Right> rights) {
		if (rights.isEmpty()) {
			return;
		}
		Executor thread = this.executor.get();
		this.collected.addAll(rights);
		if (this.checking) {
			check(thread);
		}
	}

	/**
	 * Checks those that were added, and those that will be.
	 */
	public void check() {
		this.checking = true;
		if (!this.collected.isEmpty()) {
			check(this.executor.get());
		}
	}

	private void check(Executor thread) {
		List<Right> rights = List.copyOf(this.collected);
		thread.execute(() -> new RightsCheck(this.connection.get()).check(rights));
		this.collected.clear();
	}

}
