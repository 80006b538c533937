package io.leader.autoconfigure;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.Mockito;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With classes of Spring Cloud Kubernetes on the class path.
 */
@ExtendWith(OutputCaptureExtension.class)
class SpringCloudNoticeTests extends LeaderContextTest {

	private static final Path LIBRARY = Path.of("peers", "spring-cloud-leader", "target", "lib",
			"spring-cloud-kubernetes-commons-3.3.0.jar");

	private static ClassLoader withLibrary() throws MalformedURLException {
		return new URLClassLoader(new URL[] { LIBRARY.toUri().toURL() }, SpringCloudNoticeTests.class.getClassLoader());
	}

	@Test
	void saysNothingWithoutThatLibrary(CapturedOutput output) {
		this.runner.run((context) -> {
			ready(context);
			assertThat(output).doesNotContain("Spring Cloud");
		});
	}

	@Test
	void saysThatOnlyThisOneElects(CapturedOutput output) throws Exception {
		this.runner.withClassLoader(withLibrary()).run((context) -> {
			ready(context);
			assertThat(output).contains("leader-spring-boot-starter elects [" + this.name + "]", "does not run");
		});
	}

	@Test
	void saysThatBothElectAndHowToTurnTheOtherOff(CapturedOutput output) throws Exception {
		ClassLoader classLoader = withLibrary();
		Class<?> initiator = ClassUtils.resolveClassName(SpringCloudNotice.LEADER_INITIATOR, classLoader);
		this.runner.withClassLoader(classLoader)
			.withInitializer(
					(context) -> context.getBeanFactory().registerSingleton("leaderInitiator", Mockito.mock(initiator)))
			.run((context) -> {
				ready(context);
				assertThat(output).contains("leader-spring-boot-starter elects [" + this.name + "]",
						"Spring Cloud Kubernetes elects too", "spring.cloud.kubernetes.leader.enabled=false");
			});
	}

}
