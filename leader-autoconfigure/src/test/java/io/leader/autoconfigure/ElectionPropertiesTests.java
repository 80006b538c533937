package io.leader.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

/**
 * Tests which properties can be set for a single election, and how they combine with the
 * properties shared by all elections.
 */
class ElectionPropertiesTests extends LeaderContextTest {

	private static final Set<String> OF_ALL_ONLY = Set.of("elections", "primary", "fencing.jdbc.initialize-schema",
			"fencing.jdbc.table-name", "fencing.jdbc.transaction-managers");

	/**
	 * Returns the types of all properties by key.
	 */
	private static Map<String, Class<?>> types(Class<?> type) {
		Map<String, Class<?>> types = new TreeMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String key = DataObjectPropertyName.toDashedForm(component.getName());
			if (component.getType().isRecord()) {
				types(component.getType()).forEach((name, of) -> types.put(key + "." + name, of));
			}
			else {
				types.put(key, ClassUtils.resolvePrimitiveIfNecessary(component.getType()));
			}
		}
		return types;
	}

	private static Map<String, Object> values(Object properties) throws ReflectiveOperationException {
		Map<String, Object> values = new TreeMap<>();
		for (RecordComponent component : properties.getClass().getRecordComponents()) {
			String key = DataObjectPropertyName.toDashedForm(component.getName());
			Object value = component.getAccessor().invoke(properties);
			if (component.getType().isRecord()) {
				values(value).forEach((name, of) -> values.put(key + "." + name, of));
			}
			else {
				values.put(key, value);
			}
		}
		return values;
	}

	private static LeaderProperties ofAll() {
		return new Binder().bindOrCreate("leader", LeaderProperties.class);
	}

	private static ElectionProperties bound(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("own",
				Bindable.of(ElectionProperties.class), null);
	}

	private static String another(String key, Class<?> type) {
		if (type.isEnum()) {
			return Arrays.asList(type.getEnumConstants()).get(1).toString();
		}
		return switch (type.getSimpleName()) {
			case "Boolean" -> key.equals("enabled") || key.equals("shutdown.release-lock") ? "false" : "true";
			case "Duration", "List" -> "77s";
			default -> "other";
		};
	}

	@Test
	void allButAFewPropertiesCanBeSetForOneElection() {
		Map<String, Class<?>> expected = types(LeaderProperties.class);
		assertThat(expected.keySet()).containsAll(OF_ALL_ONLY);
		expected.keySet().removeAll(OF_ALL_ONLY);
		assertThat(types(ElectionProperties.class)).isEqualTo(expected);
	}

	@Test
	void unsetPropertiesDefaultToThoseForAllElections() {
		assertThat(bound(Map.of()).over(ofAll())).isEqualTo(ofAll());
	}

	@Test
	void eachSetPropertyOverridesThatForAllElections() throws Exception {
		Map<String, Object> ofAll = values(ofAll());
		Map<String, Class<?>> types = types(ElectionProperties.class);
		assertThat(types).hasSizeGreaterThan(25);
		for (Map.Entry<String, Class<?>> property : types.entrySet()) {
			String key = property.getKey();
			ElectionProperties own = bound(Map.of("own." + key, another(key, property.getValue())));
			Map<String, Object> changed = values(own.over(ofAll()));
			changed.entrySet().removeIf((entry) -> Objects.equals(entry.getValue(), ofAll.get(entry.getKey())));
			String present = key.equals("shutdown-timeout") ? "shutdown.timeout" : key;
			assertThat(changed).as(key).isEqualTo(Map.of(present, values(own).get(present)));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class AddsProperties {

		@Bean
		static BeanFactoryPostProcessor adds(ConfigurableEnvironment environment) {
			return (beanFactory) -> environment.getPropertySources()
				.addFirst(new MapPropertySource("late", Map.of("leader.elections.a.retry-period", "7s")));
		}

	}

	/**
	 * The empty value can come from an environment variable. Spring Boot 4.0 also reads
	 * an election without a value in YAML as an empty value.
	 */
	@Test
	void anElectionThatIsEmptyInOneSourceHasThePropertiesOfAnother() {
		this.runner.withPropertyValues("leader.elections.mails=", "leader.elections.mails.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).of("mails").retryPeriod())
				.hasSeconds(1));
	}

	@Test
	void anElectionMayBeEmpty() {
		this.runner.withPropertyValues("leader.elections.mails=", "leader.elections.orders.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).names())
				.containsExactlyInAnyOrder("mails", "orders"));
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("LEADER_ELECTIONS_MAILS", ""))))
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).names()).containsExactly("mails"));
		this.runner.withPropertyValues("leader.elections.mails=yes")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining(
						"'yes' is not a property of an election. Set a property, such as enabled: true."));
	}

	@Test
	void electionsCannotBeListedByName() {
		this.runner.withPropertyValues("leader.elections=a,b")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(LeaderConfigurationException.class)
				.hasMessage("leader.elections (\"leader.elections\" from property source \"test\") is 'a,b', "
						+ "but it is a group of elections.")
				.extracting("action")
				.isEqualTo("For each election, set at least one property, such as leader.elections.a.enabled=true."));
		this.runner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("LEADER_ELECTIONS", "Daily Mails"))))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("\"LEADER_ELECTIONS\" from", "is 'Daily Mails', but")
				.extracting("action", as(STRING))
				.endsWith("leader.elections.mails.enabled=true."));
	}

	/**
	 * A test that starts a container, for example, adds properties this late.
	 */
	@Test
	void aPropertyThatIsAddedBeforeBeansAreCreatedApplies() {
		this.runner.withUserConfiguration(AddsProperties.class)
			.withPropertyValues("leader.elections.a.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).of("a").retryPeriod())
				.hasSeconds(7));
	}

	@Test
	void theNumberOfReadsOfPropertySourcesDoesNotGrowWithTheNumberOfElections() {
		assertThat(listings(40)).isPositive().isLessThanOrEqualTo(listings(4) + 5);
	}

	/**
	 * Starts an application with this many elections, and returns how many times the
	 * classes that read the properties of elections list all property names of a property
	 * source.
	 */
	private int listings(int elections) {
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < elections; i++) {
			properties.put("leader.elections.e" + i + ".test.role", "leader");
		}
		List<String> listings = Collections.synchronizedList(new ArrayList<>());
		this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("counting", properties) {

				@Override
				public String[] getPropertyNames() {
					StackWalker.getInstance()
						.walk((frames) -> frames.map(StackWalker.StackFrame::getClassName)
							.filter((name) -> name.startsWith("io.leader.autoconfigure.Elec")
									|| name.startsWith("io.leader.autoconfigure.Conf"))
							.filter((name) -> !name.contains("Tests"))
							.findFirst())
						.ifPresent(listings::add);
					return super.getPropertyNames();
				}

			})).run((context) -> assertThat(context).hasNotFailed());
		return listings.size();
	}

}
