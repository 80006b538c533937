package io.leader.sample.sidecar;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the defaults on which users of the replaced programs rely.
 */
class SidecarDefaultsTests {

	@Test
	void portAndFileAreThoseOfTheReplacedPrograms() throws IOException {
		PropertySource<?> defaults = new YamlPropertySourceLoader()
			.load("sidecar", new ClassPathResource("application-sidecar.yaml"))
			.get(0);
		assertThat(defaults.getProperty("server.port")).isEqualTo(4040);
		assertThat(defaults.getProperty("leader.status-file")).isEqualTo("/tmp/leader_status");
		assertThat(defaults.getProperty("leader.platform")).isEqualTo("kubernetes");
		assertThat(defaults.getProperty("spring.main.web-application-type")).isEqualTo("none");
	}

}
