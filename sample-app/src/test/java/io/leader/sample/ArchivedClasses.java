package io.leader.sample;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests' classpath, with an archive of the classes that the application loads. With
 * the archive, each process needs only about half as much CPU time to start. An archive
 * can contain only classes from jars, so the folders on the classpath are copied into
 * jars. All processes share the archive until the JVM or a file on the classpath changes:
 * the name of the archive's folder is a hash of the JVM's version and of the files' paths
 * and modification times.
 */
final class ArchivedClasses {

	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
			"-Djdk.tls.namedGroups=x25519");

	private static List<String> command;

	private ArchivedClasses() {
	}

	/**
	 * Returns the command that starts the application, without arguments. Creates the
	 * archive first if it does not exist.
	 */
	static synchronized List<String> command() throws IOException, InterruptedException {
		if (command == null) {
			Path folder = Files.createDirectories(Path.of("target", "archived-classes").toAbsolutePath());
			try (FileChannel lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				lock.lock();
				command = command(folder);
			}
		}
		return command;
	}

	private static List<String> command(Path parent) throws IOException, InterruptedException {
		List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter(Files::exists)
			.toList();
		Path folder = parent.resolve(nameOfContents(classPath));
		deleteFormer(parent, folder);
		List<String> jars = new ArrayList<>();
		for (Path entry : classPath) {
			jars.add(Files.isDirectory(entry) ? jar(entry, folder).toString() : entry.toString());
		}
		Path archive = folder.resolve("app.jsa");
		if (!Files.exists(archive)) {
			archive(archive, jars);
		}
		// Some JDKs cannot create an archive.
		return command(Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of(), jars);
	}

	private static void deleteFormer(Path parent, Path folder) throws IOException {
		try (Stream<Path> all = Files.list(parent)) {
			for (Path former : all.filter((entry) -> Files.isDirectory(entry) && !entry.equals(folder)).toList()) {
				FileSystemUtils.deleteRecursively(former);
			}
		}
	}

	private static List<String> command(List<String> options, List<String> classPath) {
		List<String> command = new ArrayList<>(List.of(PackagedApplication.JAVA));
		command.addAll(options);
		command.addAll(OPTIONS);
		command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), SampleApplication.class.getName()));
		return List.copyOf(command);
	}

	/**
	 * Runs the application until it leads and has responded to two requests. The
	 * application finds a stand-in for an API server through a kubeconfig. The JVM writes
	 * the archive when it exits.
	 */
	private static void archive(Path archive, List<String> classPath) throws IOException, InterruptedException {
		Path incomplete = archive.resolveSibling("incomplete.jsa");
		Files.deleteIfExists(incomplete);
		List<String> command = new ArrayList<>(command(List.of("-XX:ArchiveClassesAtExit=" + incomplete), classPath));
		command.addAll(List.of("--server.port=0", "--leader.platform=kubernetes", "--leader.namespace=default"));
		try (ApiServerStandIn standIn = new ApiServerStandIn();
				Replica replica = Replica.run(Map.of("KUBECONFIG", standIn.kubeconfig(archive.getParent()).toString()),
						command)) {
			replica.await("Started SampleApplication");
			replica.await(": leading as ");
			assertThat(replica.get("/actuator/leader").statusCode()).isEqualTo(200);
			assertThat(replica.get("/").statusCode()).as("the page, which is a component").isEqualTo(200);
			replica.terminate();
			replica.awaitEnd();
		}
		if (Files.exists(incomplete)) {
			Files.move(incomplete, archive);
		}
	}

	private static String nameOfContents(List<Path> classPath) throws IOException {
		StringBuilder contents = new StringBuilder(System.getProperty("java.vm.version"));
		for (Path entry : classPath) {
			try (Stream<Path> files = Files.walk(entry)) {
				for (Path file : files.sorted().toList()) {
					contents.append('\n').append(file).append(' ').append(Files.getLastModifiedTime(file));
				}
			}
		}
		return nameOf(contents.toString());
	}

	/**
	 * Copies a folder into a jar. The jar has entries for its folders, since component
	 * scanning does not find any classes otherwise.
	 */
	private static Path jar(Path classes, Path folder) throws IOException {
		Files.createDirectories(folder);
		Path jar = folder.resolve(nameOf(classes.toString()) + ".jar");
		if (!Files.exists(jar)) {
			Path incomplete = folder.resolve("incomplete.jar");
			int code = ToolProvider.findFirst("jar")
				.orElseThrow()
				.run(System.out, System.err, "--create", "--no-manifest", "--file", incomplete.toString(), "-C",
						classes.toString(), ".");
			assertThat(code).as("exit code of jar").isZero();
			Files.move(incomplete, jar);
		}
		return jar;
	}

	private static String nameOf(String contents) {
		return UUID.nameUUIDFromBytes(contents.getBytes(StandardCharsets.UTF_8)).toString();
	}

}
