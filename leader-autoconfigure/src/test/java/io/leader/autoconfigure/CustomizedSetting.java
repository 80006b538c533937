package io.leader.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import io.leader.engine.ElectionSettings;

/**
 * A setting that can be customized.
 *
 * @param name the name of its methods in {@link CustomizableSettings}
 * @param change sets the new value
 * @param readable returns the value from the customizable settings
 * @param property returns the value from the effective properties
 * @param used returns the value that the engine uses
 * @param value the new value, which differs from the default
 */
record CustomizedSetting(String name, Consumer<CustomizableSettings> change,
		Function<CustomizableSettings, Object> readable, Function<LeaderProperties, Object> property,
		Function<ElectionSettings, Object> used, Object value) {

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Returns all settings that can be customized.
	 */
	static Stream<CustomizedSetting> all() {
		Duration sixteen = Duration.ofSeconds(16);
		Duration eleven = Duration.ofSeconds(11);
		Duration three = Duration.ofSeconds(3);
		List<Duration> pauses = List.of(Duration.ofMillis(100), three);
		return Stream.of(new CustomizedSetting("identity", (settings) -> settings.identity("mine"),
				CustomizableSettings::identity, LeaderProperties::identity, (used) -> used.identity().get(), "mine"),
				new CustomizedSetting("leaseDuration", (settings) -> settings.leaseDuration(sixteen),
						CustomizableSettings::leaseDuration, LeaderProperties::leaseDuration,
						(used) -> used.timings().leaseDuration(), sixteen),
				new CustomizedSetting("renewDeadline", (settings) -> settings.renewDeadline(eleven),
						CustomizableSettings::renewDeadline, LeaderProperties::renewDeadline,
						(used) -> used.timings().renewDeadline(), eleven),
				new CustomizedSetting("retryPeriod", (settings) -> settings.retryPeriod(three),
						CustomizableSettings::retryPeriod, LeaderProperties::retryPeriod,
						(used) -> used.timings().retryPeriod(), three),
				new CustomizedSetting("retryBackoffs", (settings) -> settings.retryBackoffs(pauses),
						CustomizableSettings::retryBackoffs, LeaderProperties::retryBackoffs,
						(used) -> used.timings().retryBackoffs(), pauses),
				new CustomizedSetting("releaseLockOnShutdown", (settings) -> settings.releaseLockOnShutdown(false),
						CustomizableSettings::releaseLockOnShutdown, (all) -> all.shutdown().releaseLock(),
						ElectionSettings::releaseOnStop, false),
				new CustomizedSetting("shutdownTimeout", (settings) -> settings.shutdownTimeout(three),
						CustomizableSettings::shutdownTimeout, (all) -> all.shutdown().timeout(),
						ElectionSettings::shutdownTimeout, three),
				new CustomizedSetting("delayPerLeadership", (settings) -> settings.delayPerLeadership(three),
						CustomizableSettings::delayPerLeadership, (all) -> all.lock().delayPerLeadership(),
						ElectionSettings::spread, three));
	}

}
