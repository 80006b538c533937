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

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A way to break a rule of safety or of cost: one place in the sources, and what stands
 * there instead.
 */
enum Sabotage {

	AUTHORITY_FROM_THE_RESPONSE("LockWriter", "new Written(base, snapshot, sentNanos, sentMillis)",
			"new Written(base, snapshot, this.candidate.runtime.clock().nanoTime(), "
					+ "this.candidate.runtime.clock().currentTimeMillis())"),

	OTHER_HOLDER_ACTED_ON_AT_THE_DEADLINE("Elector", "if (over != null) {", "if (false) {"),

	RELEASE_AFTER_A_FRESH_READ("LockWriter", "lock.replace(base, record, timeout)",
			"lock.replace(record.isFree() ? lock.read(timeout) : base, record, timeout)"),

	LISTENERS_ON_THE_RENEWING_THREAD("Election", "new EventQueue(settings.name(), runtime.listeners(),",
			"new EventQueue(settings.name(), runtime.engine(),"),

	RECORD_TIMES_TRUSTED("Candidacy", "long remaining = this.candidate.memory.remaining(now);", """
			LockRecord timed = seen.record();
			long remaining = mine ? 0 : (timed != null && timed.renewTime() != null)
					? 1_000_000 * (timed.renewTime().plusSeconds(timed.leaseDurationSeconds()).toEpochMilli()
							- this.candidate.wallTime().toEpochMilli())
					: this.candidate.memory.remaining(now);"""),

	NO_COMPARE_AND_SET("SimulatedLock", "this.server.replace(expected, record)",
			"this.server.replace(this.server.read(), record)"),

	RELEASE_BEFORE_DRAIN("Ending", "boolean drained = isDrained();", "boolean drained = true;"),

	FLAG_INSTEAD_OF_THE_DEADLINE("Election", """
			public boolean isLeader() {
					Authority held = this.candidate.authority.get();
					return held != null && held.holds(this.candidate.runtime.clock());""", """
			public boolean isLeader() {
					return this.candidate.authority.get() != null;"""),

	SAME_IDENTITY_ALWAYS_ADOPTED("OwnRecords", " && this.mark.isFormerLife(record.instance())", ""),

	OWN_LEASE_INSTEAD_OF_THE_RECORDS("LockMemory", "(seconds > 0) ? Duration.ofSeconds(seconds) : this.ownLease",
			"this.ownLease"),

	LATE_CLAIM_NOT_CHECKED("Leadership", "if (sighted(seen) != null) {", "if (false) {"),

	FAILURE_TAKEN_FOR_SUCCESS("Leadership", "refused(base, failure);",
			"renewed(new Written(base, base, this.candidate.runtime.clock().nanoTime(), "
					+ "this.candidate.runtime.clock().currentTimeMillis()));"),

	DELETION_TAKEN_FOR_A_RELEASE("LockMemory",
			"// Else the lock was deleted or emptied: that is no release, so whoever held it is",
			"else { forget(); } //"),

	SLEEP_OF_THE_MACHINE_IGNORED("Authority", "Math.max(monotonic, wall)", "monotonic"),

	RESTART_BEFORE_DRAIN("Elector", "if (this.ending != null) {", "if (false) {"),

	AUTHORITY_KEPT_AT_THE_END("Elector", "this.candidate.endAuthority();\n		this.leadership = null;",
			"this.leadership = null;"),

	HALF_A_LEASE_WAITED("LockMemory", "long nanos = duration.toNanos();", "long nanos = duration.toNanos() / 2;"),

	RENEWALS_NOT_COUNTED_ANEW("LockMemory", "this.heldSince = now;",
			"if (!sameHolder) {\n			this.heldSince = now;\n		}"),

	HOLDER_FOR_LIFE_EXPIRES("LockMemory", "(this.holder != null && this.heldForLife) ? Long.MAX_VALUE :", ""),

	POLLING_BESIDE_A_WATCH("LockObserver", "if (now < this.watch.doubtAt()) {", "if (false) {"),

	ONE_LOCK_OF_TWO_IS_ENOUGH("PairedElection", "return this.first.isLeader() && this.second.isLeader();",
			"return this.second.isLeader();"),

	FIRST_LOCK_RELEASED_BEFORE_THE_SECOND("PairedElection", "if (held != null) {\n			this.second.stop()",
			"if (held != null) {\n			held.close();\n			this.second.stop()");

	private static final Path MAIN = Path.of("src", "main", "java", "io", "leader", "election");

	private static final Path TEST = Path.of("src", "test", "java", "io", "leader", "simulation");

	private final String type;

	private final String original;

	private final String sabotaged;

	Sabotage(String type, String original, String sabotaged) {
		this.type = type;
		this.original = original;
		this.sabotaged = sabotaged;
	}

	/**
	 * A class loader with the sabotaged class in place, the engine and the simulation
	 * around it loaded anew.
	 * @param folder where to put what is compiled
	 */
	URLClassLoader apply(Path folder) throws IOException {
		Path source = Files.exists(MAIN.resolve(this.type + ".java")) ? MAIN.resolve(this.type + ".java")
				: TEST.resolve(this.type + ".java");
		String text = Files.readString(source);
		assertThat(text.split(java.util.regex.Pattern.quote(this.original), -1))
			.as("%s is found once in %s", this, source)
			.hasSize(2);
		Path written = folder.resolve(this.type + ".java");
		Files.writeString(written, text.replace(this.original, this.sabotaged));
		Path classes = Files.createDirectories(folder.resolve("classes"));
		compile(written, classes);
		List<URL> urls = new ArrayList<>();
		urls.add(classes.toUri().toURL());
		for (String entry : StringUtils.delimitedListToStringArray(System.getProperty("java.class.path"),
				File.pathSeparator)) {
			urls.add(Path.of(entry).toUri().toURL());
		}
		return new ChildFirst(urls.toArray(URL[]::new));
	}

	private void compile(Path source, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter output = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
			boolean compiled = compiler
				.getTask(output, files, null, List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp",
						System.getProperty("java.class.path")), null, files.getJavaFileObjects(source))
				.call();
			assertThat(compiled).as("%s: %s", this, output).isTrue();
		}
	}

	private static final class ChildFirst extends URLClassLoader {

		ChildFirst(URL[] urls) {
			super(urls, Sabotage.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				boolean ours = name.startsWith("io.leader.election.") || name.startsWith("io.leader.simulation.");
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : ours ? findClass(name) : super.loadClass(name, resolve);
			}
		}

	}

}
