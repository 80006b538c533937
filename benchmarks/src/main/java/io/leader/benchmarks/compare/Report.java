package io.leader.benchmarks.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * The table of results, in Markdown.
 */
final class Report {

	private static final String HEAD = """
			| Case | Participant | Runs | Next leader after: median | maximum | × raw limit | Nobody leads: median | maximum | Two lead: median | maximum |
			| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |
			""";

	private final StringBuilder text = new StringBuilder(HEAD);

	private final double rawLimit;

	Report(List<Measurement> raw) {
		this.rawLimit = median(nanos(raw, Measurement::handover)).orElse(Double.NaN);
		add(new Row("Release, watch event, and claim by plain HTTP", "raw limit", raw, 0, Optional.empty()));
	}

	void add(Row row) {
		String runs = row.skipped()
			.orElseGet(() -> row.runs().size() + ((row.failures() > 0) ? " (" + row.failures() + " failed)" : ""));
		List<Double> requests = row.runs().stream().flatMapToDouble((run) -> run.requests().stream()).boxed().toList();
		List<Double> handovers = nanos(row.runs(), Measurement::handover);
		List<String> cells = new ArrayList<>(List.of(row.title(), row.participant(), runs));
		if (requests.isEmpty()) {
			cells.addAll(medianAndMaximum(handovers));
		}
		else {
			cells.add("%.0f requests".formatted(median(requests).orElse(Double.NaN)));
			cells.add("%.0f requests".formatted(Collections.max(requests)));
		}
		cells.add(ratio(median(handovers)));
		cells.addAll(medianAndMaximum(nanos(row.runs(), Measurement::nobody)));
		cells.addAll(medianAndMaximum(nanos(row.runs(), Measurement::two)));
		line(cells);
	}

	private void line(List<String> cells) {
		this.text.append("|");
		cells.forEach((cell) -> this.text.append(cell.isEmpty() ? "" : " ").append(cell).append(" |"));
		this.text.append('\n');
	}

	private static List<Double> nanos(List<Measurement> runs, Function<Measurement, OptionalLong> figure) {
		return runs.stream().map(figure).flatMapToLong(OptionalLong::stream).asDoubleStream().boxed().toList();
	}

	private static List<String> medianAndMaximum(List<Double> nanos) {
		return List.of(time(median(nanos)), time(nanos.stream().mapToDouble(Double::doubleValue).max()));
	}

	private static OptionalDouble median(List<Double> values) {
		double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
		int middle = sorted.length / 2;
		return switch (sorted.length % 2) {
			case 1 -> OptionalDouble.of(sorted[middle]);
			default -> DoubleStream.of(sorted).skip(Math.max(0, middle - 1)).limit(2).average();
		};
	}

	private static String time(OptionalDouble nanos) {
		return nanos.isPresent() ? time(nanos.getAsDouble()) : "";
	}

	private static String time(double nanos) {
		if (nanos == 0) {
			return "0";
		}
		if (nanos >= Timings.WATCHING.toNanos()) {
			return "> " + Timings.WATCHING.toSeconds() + " s";
		}
		return (nanos < 1e9) ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
				: String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
	}

	private String ratio(OptionalDouble nanos) {
		double ratio = nanos.orElse(0) / this.rawLimit;
		return nanos.isEmpty() ? "" : String.format(Locale.ROOT, (ratio < 100) ? "%.1f" : "%.0f", ratio);
	}

	@Override
	public String toString() {
		return this.text.toString();
	}

}
