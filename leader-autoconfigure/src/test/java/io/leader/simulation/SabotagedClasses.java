package io.leader.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import net.bytebuddy.agent.ByteBuddyAgent;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Classes of this JVM that are changed in one or a few places until this object is
 * closed. A place is found by its code; comments and layout are ignored. Classes are
 * redefined in place, so the compiled code of other classes stays valid. A change must
 * not add or remove methods or lambda expressions, since the JVM does not support this.
 */
final class SabotagedClasses implements AutoCloseable {

	private static final Path MAIN = Path.of("src", "main", "java", "io", "leader");

	private static final Path TEST = Path.of("src", "test", "java", "io", "leader", "simulation");

	/**
	 * Matches comments. Also matches literals, as group 1, so that text in them is not
	 * taken for a comment.
	 */
	private static final Pattern COMMENT = Pattern
		.compile("(\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*')|/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);

	private static final Pattern TOKEN = Pattern.compile("\\w+|\"(?:\\\\.|[^\"\\\\])*\"|[^\\w\\s]");

	private static final Instrumentation instrumentation = ByteBuddyAgent.install();

	private static final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	/** Shared by all compilations, since it caches the classpath. */
	private static final StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);

	private final Sabotage sabotage;

	private final List<ClassDefinition> originals;

	private SabotagedClasses(Sabotage sabotage, List<ClassDefinition> originals) {
		this.sabotage = sabotage;
		this.originals = originals;
	}

	/**
	 * Redefines the classes that a sabotage changes.
	 * @param sabotage the changes
	 * @param folder the folder for the changed sources and the compiled classes
	 */
	static SabotagedClasses redefine(Sabotage sabotage, Path folder) throws Exception {
		List<Path> written = new ArrayList<>();
		for (String type : sabotage.changes().stream().map(Sabotage.Change::type).distinct().toList()) {
			written.add(Files.writeString(folder.resolve(type + ".java"), changed(sabotage, type)));
		}
		Path classes = Files.createDirectories(folder.resolve("classes"));
		compile(sabotage, written, classes);
		List<ClassDefinition> originals = new ArrayList<>();
		List<ClassDefinition> changed = new ArrayList<>();
		for (Path file : classFiles(classes)) {
			Class<?> type = Class.forName(name(classes.relativize(file)));
			originals.add(new ClassDefinition(type, original(type)));
			changed.add(new ClassDefinition(type, Files.readAllBytes(file)));
		}
		instrumentation.redefineClasses(changed.toArray(ClassDefinition[]::new));
		return new SabotagedClasses(sabotage, originals);
	}

	@Override
	public void close() throws ClassNotFoundException, UnmodifiableClassException {
		instrumentation.redefineClasses(this.originals.toArray(ClassDefinition[]::new));
	}

	private static List<Path> classFiles(Path classes) throws IOException {
		try (Stream<Path> all = Files.walk(classes)) {
			return all.filter((file) -> file.toString().endsWith(".class")).toList();
		}
	}

	private static String name(Path file) {
		String path = file.toString().replace(file.getFileSystem().getSeparator(), ".");
		return path.substring(0, path.length() - ".class".length());
	}

	private static byte[] original(Class<?> type) throws IOException {
		String file = type.getName().substring(type.getPackageName().length() + 1) + ".class";
		try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(file))) {
			return in.readAllBytes();
		}
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

	private static void compile(Sabotage sabotage, List<Path> sources, Path classes) {
		StringWriter output = new StringWriter();
		boolean compiled = compiler
			.getTask(output, files, null,
					List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
							System.getProperty("java.class.path")),
					null, files.getJavaFileObjectsFromPaths(sources))
			.call();
		assertThat(compiled).as("%s: %s", sabotage, output).isTrue();
	}

	@Override
	public String toString() {
		return this.sabotage.toString();
	}

}
