package io.leader.autoconfigure;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.springframework.beans.factory.DisposableBean;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistrationListener;
import io.leader.engine.ElectionEngine;
import io.leader.statusfile.StatusFile;

/**
 * Gives each election that asks for one a status file.
 */
final class StatusFiles implements LeaderElectionRegistrationListener, DisposableBean {

	/** What part of the renew deadline is kept between removal and end. */
	private static final int PART = 10;

	private static final Duration LARGEST_MARGIN = Duration.ofSeconds(2);

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final ConfiguredElections configured;

	private final ElectionEngine engine;

	/** Which election uses a file. */
	private final Map<Path, String> used = new HashMap<>();

	private final SideThread thread = new SideThread("leader-status-file-", PATIENCE, false);

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
		Path path = path(setting.replace("<election>", election.name()), key);
		String other = this.used.putIfAbsent(path, election.name());
		if (other != null && !other.equals(election.name())) {
			throw new LeaderConfigurationException("The elections '%s' and '%s' have the same status file, %s."
				.formatted(other, election.name(), path),
					"Put <election> into %s, for instance /run/leader/<election>.".formatted(key));
		}
		Duration part = properties.renewDeadline().dividedBy(PART);
		Duration margin = (part.compareTo(LARGEST_MARGIN) < 0) ? part : LARGEST_MARGIN;
		StatusFile file = new StatusFile(path, election, margin, this.thread.executor());
		try {
			file.clear();
		}
		catch (UncheckedIOException ex) {
			throw new LeaderConfigurationException(
					"%s is '%s', and what is there cannot be removed: %s.".formatted(key, path, ex.getMessage()),
					"Set %s to a file that is this replica's alone.".formatted(key));
		}
		this.engine.addSign(election.name(), file);
		election.addListener(file);
	}

	private static Path path(String setting, String key) {
		String remedy = "Set %s to a file in a folder that exists and that this process can write to.".formatted(key);
		Path path;
		try {
			path = Path.of(setting).toAbsolutePath().normalize();
		}
		catch (InvalidPathException ex) {
			throw new LeaderConfigurationException(
					"%s is '%s', which is no path: %s.".formatted(key, setting, ex.getMessage()), remedy);
		}
		Path folder = path.getParent();
		if (setting.isBlank() || folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
			throw new LeaderConfigurationException(
					"%s is '%s', and '%s' is no folder that this process can write to.".formatted(key, setting, folder),
					remedy);
		}
		return path;
	}

	@Override
	public synchronized void removed(String name) {
		this.used.values().remove(name);
	}

	/**
	 * Lets what a revocation began finish.
	 */
	@Override
	public void destroy() throws InterruptedException {
		this.thread.end();
	}

}
