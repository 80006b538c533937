package io.leader.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
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
import org.springframework.util.ClassUtils;

import io.leader.autoconfigure.LeaderProperties.Fencing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be set for one election, and how it goes together with what is set for all.
 */
class ElectionPropertiesTests extends LeaderContextTest {

	private static final Set<String> OF_ALL_ONLY = Set.of("elections", "primary");

	private static Map<String, String> components(Class<? extends Record> type) {
		Map<String, String> components = new TreeMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			components.put(component.getName(),
					ClassUtils.resolvePrimitiveIfNecessary(component.getType()).getSimpleName());
		}
		return components;
	}

	private static Object value(Record properties, String name) throws ReflectiveOperationException {
		return properties.getClass().getMethod(name).invoke(properties);
	}

	private static LeaderProperties ofAll() {
		return new Binder().bindOrCreate("leader", LeaderProperties.class);
	}

	private static ElectionProperties bound(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("own",
				Bindable.of(ElectionProperties.class), null);
	}

	private static String another(RecordComponent component) {
		Class<?> type = component.getType();
		if (type.isEnum()) {
			return Arrays.asList(type.getEnumConstants()).get(1).toString();
		}
		String name = component.getName();
		return switch (type.getSimpleName()) {
			case "Boolean" -> name.equals("enabled") || name.equals("releaseOnShutdown") ? "false" : "true";
			case "Duration", "List" -> "77s";
			default -> "other";
		};
	}

	@Test
	void eachPropertyButTwoCanBeSetForOneElection() {
		Map<String, String> expected = components(LeaderProperties.class);
		assertThat(expected.keySet()).containsAll(OF_ALL_ONLY);
		expected.keySet().removeAll(OF_ALL_ONLY);
		assertThat(components(ElectionProperties.class)).isEqualTo(expected);
	}

	@Test
	void whatIsNotSetIsAsForAll() {
		assertThat(bound(Map.of()).over(ofAll())).isEqualTo(ofAll());
	}

	@Test
	void eachPropertyThatIsSetIsItsOwn() throws Exception {
		for (RecordComponent component : ElectionProperties.class.getRecordComponents()) {
			if (component.getType().isRecord()) {
				continue;
			}
			String key = "own." + DataObjectPropertyName.toDashedForm(component.getName());
			ElectionProperties own = bound(Map.of(key, another(component)));
			LeaderProperties resolved = own.over(ofAll());
			Set<String> changed = new HashSet<>();
			for (String name : components(LeaderProperties.class).keySet()) {
				if (!Objects.equals(value(resolved, name), value(ofAll(), name))) {
					changed.add(name);
				}
			}
			assertThat(changed).containsExactly(component.getName());
			assertThat(value(resolved, component.getName())).isEqualTo(value(own, component.getName()));
		}
	}

	@Test
	void itsFencingIsItsOwnToo() {
		Fencing.Jdbc ofAll = ofAll().fencing().jdbc();
		assertThat(bound(Map.of("own.fencing.jdbc.enabled", "true")).over(ofAll()).fencing().jdbc())
			.isEqualTo(new Fencing.Jdbc(true, ofAll.initializeSchema(), ofAll.tableName(), ofAll.transactionManagers(),
					ofAll.preparationTimeout()));
		assertThat(bound(Map.of("own.fencing.jdbc.preparation-timeout", "77s")).over(ofAll()).fencing().jdbc())
			.isEqualTo(new Fencing.Jdbc(ofAll.enabled(), ofAll.initializeSchema(), ofAll.tableName(),
					ofAll.transactionManagers(), Duration.ofSeconds(77)));
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
	 * As an environment variable, say; an election without a value in YAML is the same
	 * for Boot 4.0.
	 */
	@Test
	void anElectionMayBeEmpty() {
		this.runner.withPropertyValues("leader.elections.mails=", "leader.elections.orders.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).names())
				.containsExactlyInAnyOrder("mails", "orders"));
		this.runner.withPropertyValues("leader.elections.mails=yes")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("'yes' is not a property of an election, such as enabled: true."));
	}

	/**
	 * As those of a container that a test starts.
	 */
	@Test
	void aPropertyThatIsAddedBeforeBeansAreMadeCounts() {
		this.runner.withUserConfiguration(AddsProperties.class)
			.withPropertyValues("leader.elections.a.retry-period=1s")
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).of("a").retryPeriod())
				.hasSeconds(7));
	}

	@Test
	void whatAnApplicationReadsOfItsSourcesDoesNotGrowWithTheNumberOfItsElections() {
		assertThat(listings(40)).isPositive().isLessThanOrEqualTo(listings(4) + 5);
	}

	/**
	 * How often a source is asked for all of its names while an application starts.
	 */
	private int listings(int elections) {
		Map<String, Object> properties = new HashMap<>();
		for (int i = 0; i < elections; i++) {
			properties.put("leader.elections.e" + i + ".test-as", "leader");
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
