package io.leader.metrics;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Registers the meters of the connection to the API server.
 */
public final class ApiMetrics implements MeterBinder {

	private final List<String> codes;

	private final ToLongFunction<String> errors;

	private final DoubleSupplier clockDifference;

	/**
	 * Creates the metrics.
	 * @param codes the possible values of the tag for the kind of error
	 * @param errors returns the number of errors with a code
	 * @param clockDifference returns the difference between this machine's clock and the
	 * API server's, in seconds
	 */
	public ApiMetrics(List<String> codes, ToLongFunction<String> errors, DoubleSupplier clockDifference) {
		this.codes = List.copyOf(codes);
		this.errors = errors;
		this.clockDifference = clockDifference;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String code : this.codes) {
			FunctionCounter.builder(LeaderMeter.API_ERRORS.getName(), this, (self) -> self.errors.applyAsLong(code))
				.tag(LeaderMeter.Key.CODE.asString(), code)
				.description(LeaderMeter.API_ERRORS.getDescription())
				.register(registry);
		}
		Gauge.builder(LeaderMeter.CLOCK_DISTANCE.getName(), this, (self) -> self.clockDifference.getAsDouble())
			.description(LeaderMeter.CLOCK_DISTANCE.getDescription())
			.baseUnit(LeaderMeter.CLOCK_DISTANCE.getBaseUnit())
			.register(registry);
	}

}
