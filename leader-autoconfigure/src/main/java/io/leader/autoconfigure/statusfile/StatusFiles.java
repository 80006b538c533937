package io.leader.autoconfigure.statusfile;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.springframework.beans.factory.DisposableBean;

import io.leader.autoconfigure.ConfiguredElections;
import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderProperties;
import io.leader.autoconfigure.thread.BackgroundThread;
import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionEngine;
import io.leader.statusfile.StatusFile;
import io.leader.statusfile.StatusFileSettings;

/**
 * Adds a status file to each election that is configured with one.
 */
final class StatusFiles implements LeaderElectionRegistrationListener, DisposableBean {

	private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(1);

	private final ConfiguredElections configured;

	private final ElectionEngine engine;

	/** The name of the election that uses each file. */
	private final Map<Path, String> used = new HashMap<>();

	private final BackgroundThread thread = new BackgroundThread("leader-status-file-", SHUTDOWN_TIMEOUT, false);

	StatusFiles(ConfiguredElections configured, ElectionEngine engine) {
		this.configured = configured;
		this.engine = engine;
	}

	@Override
	public synchronized void registered(LeaderElection election) {
		LeaderProperties properties = this.configured.of(election.name());
		String setting = properties.statusFile();
		if (setting == null || this.engine.find(election.name()).isEmpty()) {
			return;
		}
		String key = this.configured.prefix(election.name()) + ".status-file";
		StatusFileSettings settings = settings(setting.replace("<election>", election.name()),
				properties.renewDeadline(), key);
		Path path = settings.file();
		String other = this.used.putIfAbsent(path, election.name());
		if (other != null && !other.equals(election.name())) {
			throw new LeaderConfigurationException("The elections '%s' and '%s' have the same status file, %s."
				.formatted(other, election.name(), path),
					"Include <election> in %s, for example /run/leader/<election>.".formatted(key));
		}
		StatusFile file = new StatusFile(path, election, settings.margin(), this.thread.executor());
		try {
			file.clear();
		}
		catch (UncheckedIOException ex) {
			throw new LeaderConfigurationException(
					"%s is '%s', which exists and cannot be removed: %s.".formatted(key, path, ex.getMessage()),
					"Set %s to a file that only this replica uses.".formatted(key));
		}
		this.engine.addSign(election.name(), file);
		election.addListener(file);
	}

	private static StatusFileSettings settings(String path, Duration authority, String key) {
		try {
			return StatusFileSettings.of(path, authority);
		}
		catch (IllegalArgumentException ex) {
			throw new LeaderConfigurationException("%s is '%s', %s.".formatted(key, path, ex.getMessage()),
					"Set %s to a file in an existing folder that this process can write to.".formatted(key));
		}
	}

	@Override
	public synchronized void removed(String name) {
		this.used.values().remove(name);
	}

	/**
	 * Waits up to a second for work in progress, such as the removal of a file after a
	 * revocation, to finish, and ends the thread.
	 */
	@Override
	public void destroy() throws InterruptedException {
		this.thread.end();
	}

}
