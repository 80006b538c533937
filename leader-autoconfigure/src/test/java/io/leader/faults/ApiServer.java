package io.leader.faults;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The API server process of the exclusive cluster, controlled by the script that started
 * the cluster. {@code LEADER_TEST_CLUSTER_SCRIPT} names the script.
 */
final class ApiServer {

	private static final String SCRIPT = System.getenv("LEADER_TEST_CLUSTER_SCRIPT");

	private ApiServer() {
	}

	/**
	 * Returns whether tests can control the API server. Used by {@code @EnabledIf}.
	 */
	static boolean isOurs() {
		return SCRIPT != null && TestCluster.isExclusive();
	}

	static void freeze() {
		run("pause");
	}

	static void thaw() {
		run("resume");
	}

	static void kill() {
		run("crash");
	}

	/**
	 * Starts the API server again once its port is free, since a killed process takes a
	 * moment to exit.
	 */
	static void restart() {
		await(ApiServer::isPortFree);
		run("restart");
	}

	private static boolean isPortFree() throws IOException {
		URI server = URI.create(TestCluster.exclusive().config().getMasterUrl());
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(server.getHost(), server.getPort()));
			return true;
		}
		catch (BindException ex) {
			return false;
		}
	}

	private static void run(String what) {
		String folder = TestCluster.exclusive().kubeconfigFile().toAbsolutePath().getParent().toString();
		try {
			Process process = new ProcessBuilder(SCRIPT, what, folder).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.to(new File("target", "api-server-" + what + ".log")))
				.start();
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s within a minute", what).isTrue();
			assertThat(process.exitValue()).as("exit code of %s", what).isZero();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
