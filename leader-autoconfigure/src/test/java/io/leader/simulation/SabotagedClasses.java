package io.leader.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles classes with one or a few places changed. A place is found by its code:
 * comments are removed beforehand, and the layout of the code does not matter.
 */
final class SabotagedClasses {

	private static final Path MAIN = Path.of("src", "main", "java", "io", "leader");

	private static final Path TEST = Path.of("src", "test", "java", "io", "leader", "simulation");

	/** Strings and characters are kept, comments are not. */
	private static final Pattern COMMENT = Pattern
		.compile("(\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

	private static final Pattern TOKEN = Pattern.compile("\\w+|\"(?:\\\\.|[^\"\\\\])*\"|[^\\w\\s]");

	private SabotagedClasses() {
	}

	/**
	 * Creates a class loader that loads the sabotaged classes, and also reloads the
	 * engine and the simulation around it.
	 * @param sabotage the changes
	 * @param folder the folder for compiled classes
	 */
	static URLClassLoader compile(Sabotage sabotage, Path folder) throws IOException {
		List<Path> written = new ArrayList<>();
		for (String type : sabotage.changes().stream().map(Sabotage.Change::type).distinct().toList()) {
			written.add(Files.writeString(folder.resolve(type + ".java"), changed(sabotage, type)));
		}
		Path classes = Files.createDirectories(folder.resolve("classes"));
		compile(sabotage, written, classes);
		List<URL> urls = new ArrayList<>();
		urls.add(classes.toUri().toURL());
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return new ChildFirst(urls.toArray(URL[]::new));
	}

	private static String changed(Sabotage sabotage, String type) throws IOException {
		Path source = source(type);
		String code = COMMENT.matcher(Files.readString(source)).replaceAll((match) -> {
			String kept = match.group(1);
			return (kept != null) ? Matcher.quoteReplacement(kept) : " ";
		});
		for (Sabotage.Change change : sabotage.changes()) {
			if (change.type().equals(type)) {
				Pattern place = place(change.original());
				assertThat(place.matcher(code).results().count()).as("%s is found once in %s", change, source)
					.isEqualTo(1);
				code = place.matcher(code).replaceFirst(Matcher.quoteReplacement(change.replacement()));
			}
		}
		return code;
	}

	private static Path source(String type) throws IOException {
		List<Path> found = new ArrayList<>();
		for (Path root : List.of(MAIN, TEST)) {
			try (Stream<Path> files = Files.walk(root)) {
				files.filter((file) -> file.endsWith(type + ".java")).forEach(found::add);
			}
		}
		assertThat(found).as("the source of %s", type).hasSize(1);
		return found.get(0);
	}

	private static Pattern place(String original) {
		return Pattern.compile(TOKEN.matcher(original)
			.results()
			.map((token) -> Pattern.quote(token.group()))
			.collect(Collectors.joining("\\s*")));
	}

	private static void compile(Sabotage sabotage, List<Path> sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			boolean compiled = compiler
				.getTask(output, files, null,
						List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
								System.getProperty("java.class.path")),
						null, files.getJavaFileObjectsFromPaths(sources))
				.call();
			assertThat(compiled).as("%s: %s", sabotage, output).isTrue();
		}
	}

	private static final class ChildFirst extends URLClassLoader {

		private static final List<String> OURS = List.of("io.leader.exhaustive.", "io.leader.election.",
				"io.leader.simulation.", "io.leader.engine.", "io.leader.lock.");

		ChildFirst(URL[] urls) {
			super(urls, SabotagedClasses.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				boolean ours = OURS.stream().anyMatch(name::startsWith);
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : ours ? findClass(name) : super.loadClass(name, resolve);
			}
		}

	}

}
