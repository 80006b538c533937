package io.leader.sample.sidecar;

import java.util.List;

import picocli.CommandLine.Option;

/**
 * The flags of klog, which configure the logging of Go programs. They are ignored, but
 * accepted so that command lines work unchanged.
 */
final class KlogFlags {

	/**
	 * The Boolean flags, which do not require a value. Unlike in Go, an argument that
	 * follows such a flag and is not a flag itself counts as its value.
	 */
	@Option(names = { "-add_dir_header", "--add_dir_header", "-alsologtostderr", "--alsologtostderr", "-logtostderr",
			"--logtostderr", "-one_output", "--one_output", "-skip_headers", "--skip_headers", "-skip_log_headers",
			"--skip_log_headers" }, arity = "0..1", fallbackValue = "true", hidden = true)
	private List<String> switches = List.of();

	@Option(names = { "-log_backtrace_at", "--log_backtrace_at", "-log_dir", "--log_dir", "-log_file", "--log_file",
			"-log_file_max_size", "--log_file_max_size", "-stderrthreshold", "--stderrthreshold", "-v", "--v",
			"-vmodule", "--vmodule" }, hidden = true)
	private List<String> values = List.of();

	/**
	 * Returns whether any of the flags was given.
	 */
	boolean isAnyGiven() {
		return !this.switches.isEmpty() || !this.values.isEmpty();
	}

}
