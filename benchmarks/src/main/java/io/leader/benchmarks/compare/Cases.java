package io.leader.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The list of all cases.
 */
final class Cases {

	private static final List<Path> LIBFAKETIME_PATHS = List.of(
			Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
			Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
			Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

	private Cases() {
	}

	/**
	 * Lists the cases in the order of the table.
	 * @param meter the meter to count requests with
	 * @param libfaketime the path of libfaketime; {@code null} to search for it when it
	 * is needed
	 */
	static List<Case> all(RequestMeter meter, @Nullable Path libfaketime) {
		return List.of(
				Case.precise("yield", "Yield, fresh processes", Scenarios::giveUp)
					.onlyFor(Participant::yields, "it cannot yield"),
				Case.precise("yields", "Yield, repeatedly among the same processes", Scenarios::giveUp)
					.withSameProcesses()
					.onlyFor(Participant::yields, "it cannot yield"),
				Case.precise("sigterm", "SIGTERM, fresh processes", Scenarios::terminate),
				Case.slow("crash", "SIGKILL", Scenarios::crash),
				Case.slow("cut", "The leader's network is cut", Scenarios::cut),
				Case.slow("pause", "The leader is paused until another candidate leads, then resumed",
						Scenarios::suspend),
				Case.slow("robbery", "Another holder is written into the leader's lock", Scenarios::robbery),
				Case.slow("clock", "A follower's clock is a minute ahead",
						(election) -> Scenarios.clockAhead(election, libfaketime(libfaketime)))
					.onlyFor(Participant::fakeable, "libfaketime has no effect on it"),
				Case.single("requests", "Requests a minute, five candidates",
						(election) -> Scenarios.idle(election, meter)));
	}

	private static Path libfaketime(@Nullable Path given) {
		return ((given != null) ? List.of(given) : LIBFAKETIME_PATHS).stream()
			.filter(Files::isReadable)
			.findFirst()
			.orElseThrow(() -> new Unmeasurable("libfaketime is not installed"));
	}

}
