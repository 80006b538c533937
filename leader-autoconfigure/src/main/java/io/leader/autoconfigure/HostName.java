package io.leader.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The name of this host, obtained without querying a name server if possible. In a Pod,
 * it is usually the name of the Pod.
 */
final class HostName {

	private static final Path LINUX = Path.of("/proc/sys/kernel/hostname");

	private HostName() {
	}

	static String find() {
		for (String variable : new String[] { "HOSTNAME", "COMPUTERNAME" }) {
			String name = System.getenv(variable);
			if (name != null && !name.isBlank()) {
				return name;
			}
		}
		try {
			String name = Files.isReadable(LINUX) ? Files.readString(LINUX).strip() : "";
			return name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name;
		}
		catch (UnknownHostException ex) {
			throw new LeaderConfigurationException("The host name cannot be determined: " + ex.getMessage() + ".",
					"Set leader.identity to a name that is unique among the replicas.");
		}
		catch (IOException ex) {
			return "localhost";
		}
	}

}
