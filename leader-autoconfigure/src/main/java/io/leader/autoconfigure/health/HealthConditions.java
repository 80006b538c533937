package io.leader.autoconfigure.health;

import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;

import io.leader.autoconfigure.LeaderConfigurationException;

/**
 * The conditions that are valid values of {@code leader.yield.when}.
 */
final class HealthConditions {

	/**
	 * The application's health groups.
	 *
	 * @param names the names of the groups
	 * @param well returns the check of a group
	 */
	record Groups(Collection<String> names, Function<String, BooleanSupplier> well) {
	}

	private final @Nullable ApplicationAvailability availability;

	private final @Nullable Groups groups;

	HealthConditions(@Nullable ApplicationAvailability availability, @Nullable Groups groups) {
		this.availability = availability;
		this.groups = groups;
	}

	/**
	 * Returns the check of a condition, which determines whether the application is
	 * healthy.
	 * @param condition the value of the property
	 * @param prefix the prefix of the property's name
	 * @return the check, or {@code null} if there is nothing to check
	 */
	@Nullable BooleanSupplier of(String condition, String prefix) {
		return switch (condition) {
			case "none" -> null;
			case "liveness-broken" -> {
				ApplicationAvailability known = availability(condition, prefix);
				yield () -> known.getLivenessState() == LivenessState.CORRECT;
			}
			case "readiness-refusing" -> {
				ApplicationAvailability known = availability(condition, prefix);
				yield () -> known.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC;
			}
			default -> group(condition, prefix);
		};
	}

	private ApplicationAvailability availability(String condition, String prefix) {
		if (this.availability == null) {
			throw new LeaderConfigurationException(
					"%s.yield.when is '%s', but there is no bean of type ApplicationAvailability.".formatted(prefix,
							condition),
					"Do not exclude ApplicationAvailabilityAutoConfiguration.");
		}
		return this.availability;
	}

	private BooleanSupplier group(String name, String prefix) {
		Groups known = this.groups;
		if (known == null || !known.names().contains(name)) {
			throw new LeaderConfigurationException(
					"%s.yield.when is '%s', which is neither none, liveness-broken, readiness-refusing nor a health group."
						.formatted(prefix, name),
					(known == null) ? "Health groups need spring-boot-starter-actuator and an exposed health endpoint."
							: "Set it to one of these or to a group that is configured as management.endpoint.health.group.<name>; "
									+ "there is: %s.".formatted(String.join(", ", known.names())));
		}
		return known.well().apply(name);
	}

}
