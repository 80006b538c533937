package io.leader.autoconfigure;

import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.AnnotatedElementUtils;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	LeaderRuntimeHintsTests() {
		new LeaderRuntimeHints().registerHints(this.hints, getClass().getClassLoader());
	}

	@Test
	void theAutoConfigurationImportsTheHints() {
		ImportRuntimeHints imported = AnnotatedElementUtils.findMergedAnnotation(LeaderAutoConfiguration.class,
				ImportRuntimeHints.class);
		assertThat(imported).isNotNull();
		assertThat(imported.value()).containsExactly(LeaderRuntimeHints.class);
	}

	@Test
	void propertiesCanBeBound() {
		Arrays.stream(LeaderProperties.class.getDeclaredConstructors())
			.forEach((
					constructor) -> assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(constructor))
						.accepts(this.hints));
	}

	static Stream<String> clientTypes() {
		return Stream.concat(
				LeaderRuntimeHints.KUBECONFIG.stream().map((name) -> "io.fabric8.kubernetes.api.model." + name),
				LeaderRuntimeHints.CLIENT.stream().map((name) -> "io.fabric8.kubernetes.client." + name));
	}

	@ParameterizedTest
	@MethodSource("clientTypes")
	void hintsForTheTypesOfTheClientLibraryExist(String type) throws ClassNotFoundException {
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(Class.forName(type))
			.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS))
			.accepts(this.hints);
	}

	@Test
	void hintsForTheLifecycleOfTheHttpClientExist() {
		assertThat(RuntimeHintsPredicates.resource()
			.forResource("META-INF/services/io.fabric8.kubernetes.client.http.HttpClient$Factory")).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(HttpClient.Builder.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(HttpClient.class)
			.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(this.hints);
	}

	@Test
	void needsNoKubernetesClient() {
		RuntimeHints without = new RuntimeHints();
		new LeaderRuntimeHints().registerHints(without, new FilteredClassLoader("io.fabric8"));
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(HttpClient.Builder.class)).rejects(without);
		assertThat(RuntimeHintsPredicates.reflection().onType(LeaderProperties.class)).accepts(without);
		assertThat(RuntimeHintsPredicates.reflection().onType(ElectionProperties.class)).accepts(without);
	}

}
