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
 * Resolves the values of {@code leader.yield.when} to checks of the application's health.
 */
final class HealthConditions {

	/**
	 * The application's health groups.
	 *
	 * @param names the names of the groups
	 * @param checks returns the check of a group, which determines whether the group is
	 * healthy
	 */
	record Groups(Collection<String> names, Function<String, BooleanSupplier> checks) {
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
	 * @param condition the value of {@code yield.when}
	 * @param prefix the prefix of the election's properties, for messages
	 * @return the check, or {@code null} if there is nothing to check
	 * @throws LeaderConfigurationException if the condition is unknown or cannot be
	 * checked in this application
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
					"%s.yield.when is '%s', but there is no ApplicationAvailability bean.".formatted(prefix, condition),
					"Do not exclude ApplicationAvailabilityAutoConfiguration.");
		}
		return this.availability;
	}

	private BooleanSupplier group(String name, String prefix) {
		Groups known = this.groups;
		if (known == null || !known.names().contains(name)) {
			throw new LeaderConfigurationException(
					"%s.yield.when is '%s', which is not none, liveness-broken, readiness-refusing, or the name of a health group."
						.formatted(prefix, name),
					(known == null)
							? "To use health groups, add spring-boot-starter-actuator and expose the health endpoint."
							: "Set %s.yield.when to one of these values, or to a group that is configured under management.endpoint.health.group.<name>. Available groups: %s."
								.formatted(prefix,
										known.names().isEmpty() ? "none" : String.join(", ", known.names())));
		}
		return known.checks().apply(name);
	}

}
