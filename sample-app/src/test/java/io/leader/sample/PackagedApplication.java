package io.leader.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The packaged application in a folder, with the same JVM options as the image, and with
 * a class archive that is created in the same way.
 */
final class PackagedApplication {

	static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

	private final Path folder;

	private final Path output;

	private PackagedApplication(Path folder) {
		this.folder = folder;
		this.output = folder.resolveSibling("output");
	}

	/**
	 * Extracts the application as the Dockerfile does. Aborts the test if the application
	 * has not been packaged.
	 */
	static PackagedApplication extract(Path folder) throws Exception {
		Path jar = jar();
		assumeTrue(jar != null, "needs the packaged application: mvn verify");
		PackagedApplication application = new PackagedApplication(folder);
		application.run(Map.of(), JAVA, "-Djarmode=tools", "-jar", jar.toString(), "extract", "--destination",
				folder.toString());
		Files.move(folder.resolve(jar.getFileName()), folder.resolve("sample-app.jar"));
		Files.copy(Path.of("jvm.options"), folder.resolve("jvm.options"));
		return application;
	}

	private static Path jar() throws IOException {
		try (Stream<Path> files = Files.exists(Path.of("target")) ? Files.list(Path.of("target")) : Stream.empty()) {
			return files.filter((file) -> file.getFileName().toString().matches("sample-app-.*\\.jar"))
				.findFirst()
				.orElse(null);
		}
	}

	/**
	 * Creates the class archive. For this purpose, a sidecar campaigns on the API server
	 * that the given variables specify.
	 */
	void archive(Map<String, String> variables) throws Exception {
		run(variables, Path.of("archive").toAbsolutePath().toString(), this.folder.toString(), JAVA);
		assertThat(this.folder.resolve("app.jsa")).isNotEmptyFile();
	}

	private void run(Map<String, String> variables, String... command) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.output.toFile());
		builder.environment().putAll(variables);
		Process process = builder.start();
		assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(this.output)).isZero();
	}

	/**
	 * Returns the JVM options of the image, adapted to this folder.
	 */
	List<String> options() throws IOException {
		return Files.readAllLines(this.folder.resolve("jvm.options"))
			.stream()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.replace("/app/", this.folder + "/"))
			.toList();
	}

	List<String> optionsWithoutArchive() throws IOException {
		return options().stream().filter((option) -> !option.contains("SharedArchiveFile")).toList();
	}

	/**
	 * Returns the command that starts the application.
	 */
	List<String> command(List<String> options, String... arguments) {
		List<String> command = new ArrayList<>(List.of(JAVA));
		command.addAll(options);
		command.addAll(List.of("-jar", this.folder.resolve("sample-app.jar").toString()));
		command.addAll(List.of(arguments));
		return command;
	}

}
