package io.leader.autoconfigure;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.leader.support.BareApplication;
import io.leader.support.IsolatedClassPath;
import io.leader.support.LongTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the starter does not change the web layer of an application: a minimal
 * application has the same converters and returns the same responses with and without it,
 * and only the starter's beans are added.
 */
@LongTest
class WebLayerTests {

	/**
	 * Matches the libraries that spring-boot-starter-webmvc and
	 * spring-boot-starter-webflux have in common.
	 */
	private static final String BOOT = "spring-boot(-(autoconfigure|jackson|http-converter|http-codec|web-server))?-[0-9]"
			+ "|spring-(core|beans|context|aop|expression|web)-[0-9]|micrometer-(observation|commons)-|jspecify-"
			+ "|slf4j-api-|log(back|4j-to)-|jul-to|commons-logging-|jakarta.annotation|jackson-annotations-|snakeyaml-2"
			+ "|jackson-(core|databind)-3";

	private static final String SERVLET = "|spring-webmvc-|spring-boot-(webmvc|servlet|tomcat)-[0-9]|tomcat-";

	private static final String REACTIVE = "|spring-webflux-|spring-boot-(webflux|reactor|netty|reactor-netty)-[0-9]"
			+ "|reactor-|reactive-streams-|netty-(?!.*-4\\.1)";

	/** Matches the libraries of leader-spring-boot-starter. */
	private static final String STARTER = "|spring-(integration-core|messaging|tx)-|reactor-core-|reactive-streams-"
			+ "|kubernetes-(client|model|httpclient-jdk)|snakeyaml-engine-|zjsonpatch-|jackson-dataformat-yaml-3";

	@ParameterizedTest
	@ValueSource(strings = { "SERVLET", "REACTIVE" })
	void isTheSameWithAndWithoutTheStarter(String type) throws Exception {
		Map<String, List<String>> without = observe(type, "", false);
		Map<String, List<String>> with = observe(type, "", true);
		assertThat(without.get("responses")).anyMatch((response) -> response.startsWith("GET application/yaml: 406"))
			.anyMatch((response) -> response.startsWith("POST application/yaml: 415"))
			.anyMatch((response) -> response.startsWith("POST application/json: 200"));
		assertThat(with.get("responses")).isEqualTo(without.get("responses"));
		assertThat(with.get("server")).isEqualTo(without.get("server"));
		assertThat(with.get("client")).isEqualTo(without.get("client"));
		List<String> added = new ArrayList<>(with.get("beans"));
		added.removeAll(without.get("beans"));
		assertThat(added).contains("leaderElections")
			.allMatch((bean) -> bean.startsWith("leader") || bean.startsWith("io.leader."));
		assertThat(with.get("beans")).containsAll(without.get("beans"));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, List<String>> observe(String type, String more, boolean starter, String... properties)
			throws Exception {
		Pattern jars = Pattern
			.compile(BOOT + (type.equals("SERVLET") ? SERVLET : REACTIVE) + more + (starter ? STARTER : ""));
		try (IsolatedClassPath classPath = new IsolatedClassPath((entry) -> new File(entry).isDirectory()
				? starter || !new File(entry, "io/leader/autoconfigure/LeaderAutoConfiguration.class").exists()
				: jars.matcher(new File(entry).getName()).lookingAt())) {
			List<String> all = new ArrayList<>(List.of(properties));
			all.add("leader.platform=local");
			all.add("leader.lock-name=test-" + UUID.randomUUID());
			return (Map<String, List<String>>) classPath.call(BareApplication.class, "observe", type,
					all.toArray(String[]::new));
		}
	}

}
