package io.leader.autoconfigure.kubernetes;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

import io.leader.autoconfigure.LeaderConfigurationException;
import io.leader.autoconfigure.LeaderContextTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the notice that is logged if Spring Cloud Kubernetes is on the classpath.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringCloudNoticeTests extends LeaderContextTest {

	private static final Path LIBRARIES = Path.of("peers", "spring-cloud-leader", "target", "lib");

	private static URL jar(String name) throws MalformedURLException {
		return LIBRARIES.resolve("spring-cloud-kubernetes-" + name + "-3.3.0.jar").toUri().toURL();
	}

	private static ClassLoader withLibrary() throws MalformedURLException {
		return new URLClassLoader(new URL[] { jar("commons"), jar("fabric8-leader") },
				SpringCloudNoticeTests.class.getClassLoader());
	}

	private ApplicationContextRunner withBoth() throws MalformedURLException {
		ClassLoader classLoader = withLibrary();
		Class<?> initiator = ClassUtils.resolveClassName(SpringCloudNotice.LEADER_INITIATOR, classLoader);
		return this.runner.withClassLoader(classLoader)
			.withInitializer((context) -> context.getBeanFactory()
				.registerSingleton("leaderInitiator", Mockito.mock(initiator)));
	}

	@Test
	void logsNothingWithoutSpringCloudKubernetes(CapturedOutput output) {
		this.runner.run((context) -> {
			ready(context);
			assertThat(output).doesNotContain("spring-cloud");
		});
	}

	@Test
	void logsThatOnlyThisStarterElects(CapturedOutput output) throws Exception {
		this.runner.withClassLoader(withLibrary()).run((context) -> {
			ready(context);
			assertThat(output).contains("leader-spring-boot-starter runs the elections [" + this.name + "]",
					"does not run");
		});
	}

	@Test
	void logsThatBothElectAndHowToDisableTheOther(CapturedOutput output) throws Exception {
		withBoth().run((context) -> {
			ready(context);
			assertThat(output).contains("leader-spring-boot-starter runs the elections [" + this.name + "]",
					"spring-cloud-kubernetes-fabric8-leader runs another one, which also publishes OnGrantedEvent and "
							+ "OnRevokedEvent",
					"spring.cloud.kubernetes.leader.enabled=false");
		});
	}

	/**
	 * The library has two electors. If only the newer one, which uses a Lease, were
	 * disabled, the older one would run.
	 */
	@Test
	void logsHowToDisableBothElectorsOfTheLibrary(CapturedOutput output) throws Exception {
		Class<?> initiator = new ByteBuddy().subclass(Object.class)
			.name(SpringCloudNotice.NEWER_INITIATOR)
			.make()
			.load(withLibrary())
			.getLoaded();
		Object bean = initiator.getConstructor().newInstance();
		this.runner.withClassLoader(initiator.getClassLoader())
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("electionInitiator", bean))
			.run((context) -> {
				ready(context);
				assertThat(output).contains("spring-cloud-kubernetes-fabric8-leader runs another one.",
						"set spring.cloud.kubernetes.leader.election.enabled=false and "
								+ "spring.cloud.kubernetes.leader.enabled=false.");
			});
	}

	@Test
	void logsNothingWithOtherSpringCloudKubernetesLibraries(CapturedOutput output) throws Exception {
		this.runner
			.withClassLoader(
					new URLClassLoader(new URL[] { jar("commons") }, SpringCloudNoticeTests.class.getClassLoader()))
			.run((context) -> {
				ready(context);
				assertThat(output).doesNotContain("spring-cloud");
			});
	}

	@Test
	void refusesToMigrateFromAnElectionInTheSameProcess() throws Exception {
		withBoth().withPropertyValues("leader.lock.migrate-from=spring-cloud")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("leader.lock.migrate-from is spring-cloud, but")
				.isInstanceOfSatisfying(LeaderConfigurationException.class,
						(ex) -> assertThat(ex.getAction()).contains("spring.cloud.kubernetes.leader.enabled=false")));
	}

}
