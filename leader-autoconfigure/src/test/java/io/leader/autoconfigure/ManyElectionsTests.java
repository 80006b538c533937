package io.leader.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the cost of binding an election's properties does not depend on the number
 * of other elections.
 */
class ManyElectionsTests {

	private static ConfiguredElections elections(int count, AtomicLong lookups) {
		Map<String, Object> properties = new HashMap<>();
		properties.put("leader.lease-duration", "30s");
		for (int i = 0; i < count; i++) {
			properties.put("leader.elections.e" + i + ".retry-period", "3s");
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", properties) {

			@Override
			public Object getProperty(String name) {
				lookups.incrementAndGet();
				return super.getProperty(name);
			}

		});
		return LeaderContextTest.configured(environment);
	}

	private static long lookups(int elections) {
		AtomicLong lookups = new AtomicLong();
		ConfiguredElections configured = elections(elections, lookups);
		configured.names().forEach(configured::of);
		return lookups.get() / elections;
	}

	@Test
	void thePropertiesOfOtherElectionsAreNotBoundForEachElection() {
		assertThat(lookups(80)).isPositive().isLessThanOrEqualTo(lookups(10));
	}

	@Test
	void aValueInPlaceOfTheElectionsDoesNotPreventBinding() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("empty",
					Map.of("leader.elections", "", "leader.elections.a.lock.delay-per-leadership", "1s")));
		assertThat(LeaderContextTest.configured(environment).of("a").lock().delayPerLeadership())
			.isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void eachElectionHasItsOwnPropertiesAndThoseForAll() {
		LeaderProperties properties = elections(3, new AtomicLong()).of("e2");
		assertThat(properties.retryPeriod()).isEqualTo(Duration.ofSeconds(3));
		assertThat(properties.leaseDuration()).isEqualTo(Duration.ofSeconds(30));
	}

}
