package io.leader.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KubeconfigsTests {

	/**
	 * The parser's messages quote parts of the file, such as the names of aliases and
	 * tags. The parser can mistake a password for such a name.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "*SECRET", "!SECRET x", "\"a\\qSECRET\"", "SECRET: x" })
	void noMessageQuotesACredential(String token, @TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("config"),
				"users:\n- name: u\n  user:\n    token: " + token + "\n");
		assertThatExceptionOfType(KubernetesConfigurationException.class)
			.isThrownBy(() -> Kubeconfigs.read(List.of(file.toString())))
			.satisfies(
					(failure) -> assertThat(failure.getMessage()).contains(file.toString()).doesNotContain("SECRET"));
	}

}
