package io.leader.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import org.springframework.context.ConfigurableApplicationContext;

import io.leader.election.LeaderElection;
import io.leader.lock.local.LocalLock;
import io.leader.support.TcpProxy;
import io.leader.support.TestCluster;

import static io.leader.support.Await.await;
import static io.leader.support.Await.awaitAsserted;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the prerequisites of a checkpoint (CRaC): a stopped context has no open sockets
 * or files, and a restarted one becomes a candidate again.
 */
class CheckpointTests extends LeaderContextTest {

	@Test
	@EnabledOnOs(OS.LINUX)
	void noFileOfTheLocalLockIsOpenAfterStop() throws IOException {
		int before = watchesOfFolders();
		this.runner.run((runners) -> {
			ConfigurableApplicationContext context = runners.getSourceApplicationContext();
			LeaderElection election = context.getBean(LeaderElection.class);
			ready(runners);
			await(election::isLeader);
			awaitLifeSignOnly();
			await(() -> watchesOfFolders() > 0);
			context.stop();
			assertThat(openFiles()).isEmpty();
			await(() -> watchesOfFolders() <= before);
			context.start();
			await(election::isLeader);
			awaitLifeSignOnly();
		});
		assertThat(openFiles()).isEmpty();
	}

	/**
	 * Waits until the only open file is the one that shows that this process is alive.
	 * The watch can report a claim before the write that made the claim has closed its
	 * files.
	 */
	private static void awaitLifeSignOnly() {
		awaitAsserted(() -> assertThat(openFiles()).hasSize(1));
	}

	private static List<String> openFiles() throws IOException {
		return open((file) -> file.startsWith(LocalLock.defaultFolder().toString()));
	}

	/**
	 * Returns the number of folder watches in this JVM, including those of other tests.
	 */
	private static int watchesOfFolders() throws IOException {
		return open((file) -> file.contains("inotify")).size();
	}

	private static List<String> open(Predicate<String> condition) throws IOException {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.map(CheckpointTests::target).filter(condition).toList();
		}
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return "closed meanwhile";
		}
	}

	@Test
	void noSocketToTheApiServerIsOpenAfterStop() {
		TestCluster cluster = TestCluster.get();
		URI server = URI.create(cluster.config().getMasterUrl());
		try (TcpProxy proxy = new TcpProxy(server.getHost(), server.getPort())) {
			Config config = new ConfigBuilder(cluster.config())
				.withMasterUrl(server.getScheme() + "://127.0.0.1:" + proxy.port())
				.build();
			this.runner
				.withPropertyValues("leader.platform=kubernetes", "leader.namespace=" + cluster.namespace(),
						"leader.identity=" + UUID.randomUUID())
				.withBean(Config.class, () -> config)
				.run((runners) -> {
					ConfigurableApplicationContext context = runners.getSourceApplicationContext();
					LeaderElection election = context.getBean(LeaderElection.class);
					ready(runners);
					await(election::isLeader);
					assertThat(proxy.connections()).isPositive();
					context.stop();
					await(() -> {
						// On JDK 17, the client's sockets stay open until it is
						// garbage-collected.
						System.gc();
						return proxy.connections() == 0;
					});
					context.start();
					await(election::isLeader);
					assertThat(proxy.connections()).isPositive();
				});
		}
	}

}
