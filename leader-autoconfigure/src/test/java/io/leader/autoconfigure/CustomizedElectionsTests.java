package io.leader.autoconfigure;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.leader.election.LeaderElection;
import io.leader.election.LeaderElectionRegistry;
import io.leader.election.LeaderElections;
import io.leader.engine.ElectionSettings;

import static io.leader.support.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests that the settings that customizers change take effect, in each kind of election.
 */
class CustomizedElectionsTests extends LeaderContextTest {

	private final List<String> called = new CopyOnWriteArrayList<>();

	private final ElectionSettingsCustomizer recording = (election, settings) -> this.called.add(election);

	private static ElectionSettings used(LeaderElection election) {
		return assertThat(election)
			.extracting("candidate.settings", InstanceOfAssertFactories.type(ElectionSettings.class))
			.actual();
	}

	private static void check(CustomizedSetting customized, LeaderProperties properties, LeaderElection election) {
		CustomizedSetting.all().forEach((setting) -> {
			boolean changed = setting.name().equals(customized.name());
			assertThat(setting.value().equals(setting.property().apply(properties))).as("property %s", setting)
				.isEqualTo(changed);
			assertThat(setting.value().equals(setting.used().apply(used(election)))).as("used %s", setting)
				.isEqualTo(changed);
		});
	}

	@Test
	void eachSettingIsTested() {
		assertThat(CustomizedSetting.all().map(CustomizedSetting::name))
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(CustomizableSettings.class.getDeclaredMethods())
				.filter((method) -> Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 1)
				.map(Method::getName)
				.toList());
	}

	@ParameterizedTest
	@MethodSource("io.leader.autoconfigure.CustomizedSetting#all")
	void aSettingOfTheOnlyElectionCanBeCustomized(CustomizedSetting setting) {
		this.runner
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> setting.change().accept(settings))
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				LeaderElection election = context.getBean(LeaderElection.class);
				check(setting, configured.of(null), election);
				check(setting, configured.of(this.name), election);
				LeaderProperties bound = context.getBean(LeaderProperties.class);
				assertThat(setting.property().apply(bound)).isNotEqualTo(setting.value());
				assertThat(configured.of("no such election")).isSameAs(bound);
			});
	}

	@ParameterizedTest
	@MethodSource("io.leader.autoconfigure.CustomizedSetting#all")
	void aSettingOfOneOfSeveralElectionsCanBeCustomized(CustomizedSetting setting) {
		this.runner
			.withPropertyValues("leader.elections.a.kubernetes.events=true",
					"leader.elections.b.kubernetes.events=true")
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> {
				if (election.equals("a")) {
					setting.change().accept(settings);
				}
			})
			.run((context) -> {
				ConfiguredElections configured = context.getBean(ConfiguredElections.class);
				LeaderElections elections = context.getBean(LeaderElections.class);
				check(setting, configured.of("a"), elections.get("a"));
				assertThat(configured.of("a").kubernetes().events()).isTrue();
				assertThat(setting.property().apply(configured.of("b"))).isNotEqualTo(setting.value());
				assertThat(setting.used().apply(used(elections.get("b")))).isNotEqualTo(setting.value());
				assertThat(configured.of(null)).isSameAs(context.getBean(LeaderProperties.class));
			});
	}

	@ParameterizedTest
	@MethodSource("io.leader.autoconfigure.CustomizedSetting#all")
	void aSettingOfARegisteredElectionCanBeCustomized(CustomizedSetting setting) {
		this.runner.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> {
			if (election.equals("late")) {
				setting.change().accept(settings);
			}
		}).run((context) -> {
			ConfiguredElections configured = context.getBean(ConfiguredElections.class);
			assertThat(setting.property().apply(configured.of("late"))).isNotEqualTo(setting.value());
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			LeaderElection late = registry.register("late");
			check(setting, configured.of("late"), late);
			assertThat(setting.property().apply(configured.of(this.name))).isNotEqualTo(setting.value());
			registry.remove("late").join();
			assertThat(configured.of("late")).isSameAs(context.getBean(LeaderProperties.class));
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Ordered {

		@Bean
		@Order(2)
		ElectionSettingsCustomizer aDoubles() {
			return (election, settings) -> settings.leaseDuration(settings.leaseDuration().multipliedBy(2));
		}

		@Bean
		@Order(3)
		ElectionSettingsCustomizer bAdds() {
			return (election, settings) -> settings.leaseDuration(settings.leaseDuration().plusSeconds(1));
		}

		@Bean
		@Order(1)
		ElectionSettingsCustomizer cSets() {
			return (election, settings) -> settings.leaseDuration(settings.leaseDuration().plusSeconds(5));
		}

	}

	@Test
	void customizersAreCalledInTheirOrderAndSeeTheValuesBefore() {
		this.runner.withUserConfiguration(Ordered.class)
			.run((context) -> assertThat(context.getBean(ConfiguredElections.class).of(null).leaseDuration())
				.hasSeconds((15 + 5) * 2 + 1));
	}

	@Test
	void customizersSeeTheirOwnValuesAndThoseOfTheProperties() {
		this.runner
			.withPropertyValues("leader.identity=me", "leader.lease-duration=14s", "leader.renew-deadline=9s",
					"leader.retry-period=1s", "leader.retry-backoffs=1s,2s", "leader.shutdown.release-lock=false",
					"leader.shutdown.timeout=5s", "leader.lock.delay-per-leadership=4s")
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> {
				assertThat(CustomizedSetting.all().map((one) -> one.readable().apply(settings))).containsExactly("me",
						Duration.ofSeconds(14), Duration.ofSeconds(9), Duration.ofSeconds(1),
						List.of(Duration.ofSeconds(1), Duration.ofSeconds(2)), false, Duration.ofSeconds(5),
						Duration.ofSeconds(4));
				CustomizedSetting.all().forEach((one) -> {
					one.change().accept(settings);
					assertThat(one.readable().apply(settings)).isEqualTo(one.value());
				});
			})
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void eachElectionIsCustomizedOnce() {
		this.runner.withBean(ElectionSettingsCustomizer.class, () -> this.recording).run((context) -> {
			ConfiguredElections configured = context.getBean(ConfiguredElections.class);
			assertThat(configured.of(null)).isSameAs(configured.of(this.name));
			assertThat(this.called).containsExactly(this.name);
			LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
			registry.register("late", "me", List.of());
			assertThatIllegalArgumentException().isThrownBy(() -> registry.register("late"));
			assertThatIllegalArgumentException().isThrownBy(() -> registry.register(this.name));
			assertThat(configured.of("late")).isSameAs(configured.of("late"));
			assertThat(this.called).containsExactly(this.name, "late");
			registry.remove("late").join();
			registry.register("late");
			assertThat(this.called).as("a new election").containsExactly(this.name, "late", "late");
		});
	}

	@Test
	void severalElectionsAreCustomizedByNameAndNothingElseIs() {
		this.runner.withPropertyValues("leader.elections.a.enabled=false", "leader.elections.b.test.role=follower")
			.withBean(ElectionSettingsCustomizer.class, () -> this.recording)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(this.called).containsExactlyInAnyOrder("a", "b");
			});
	}

	@Test
	void theIdentityOfARegistrationTakesPrecedence() {
		this.runner
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> settings.identity("customized"))
			.run((context) -> {
				LeaderElectionRegistry registry = context.getBean(LeaderElectionRegistry.class);
				assertThat(registry.register("one", "own", List.of()).identity()).isEqualTo("own");
				assertThat(registry.register("two").identity()).isEqualTo("customized");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "leader.enabled=false", "leader.test.role=leader",
			"leader.platform=auto,leader.startup.wait-for-leadership=true" })
	void anElectionWithoutALockIsCustomizedToo(String properties) {
		this.runner.withPropertyValues(properties.split(","))
			.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> {
				this.called.add(election);
				settings.identity("mine").retryPeriod(Duration.ofSeconds(3));
			})
			.run((context) -> {
				assertThat(this.called).containsExactly(this.name);
				assertThat(context.getBean(LeaderElection.class).identity()).isEqualTo("mine");
				assertThat(context.getBean(ConfiguredElections.class).of(this.name).retryPeriod()).hasSeconds(3);
			});
	}

	@Test
	void withoutANameTheElectionIsCalledApplication() {
		new ApplicationContextRunner().withConfiguration(with())
			.withPropertyValues("leader.enabled=false")
			.withBean(ElectionSettingsCustomizer.class, () -> this.recording)
			.run((context) -> assertThat(this.called).containsExactly("application")
				.containsExactly(context.getBean(LeaderElection.class).name()));
	}

	@Test
	void aLeaderHasItsCustomizedIdentity() {
		this.runner.withBean(ElectionSettingsCustomizer.class, () -> (election, settings) -> settings.identity("mine"))
			.run((context) -> {
				ready(context);
				LeaderElection election = context.getBean(LeaderElection.class);
				await(election::isLeader);
				await(() -> "mine".equals(election.status().leader()));
			});
	}

	@Test
	void customizersApplyDespiteLazyInitialization() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withUserConfiguration(Ordered.class)
			.run((context) -> assertThat(used(context.getBean(LeaderElection.class)).timings().leaseDuration())
				.hasSeconds(41));
	}

	@Test
	void customizersOfAParentContextApplyToEachElectionOfItsChildrenOnce() {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext()) {
			parent.registerBean(ElectionSettingsCustomizer.class, () -> this.recording);
			parent.refresh();
			this.runner.withParent(parent).run((first) -> {
				this.runner.withParent(parent)
					.withBean("identified", ElectionSettingsCustomizer.class,
							() -> (election, settings) -> settings.identity("second"))
					.run((second) -> {
						assertThat(second.getBean(LeaderElection.class).identity()).isEqualTo("second");
						assertThat(first.getBean(LeaderElection.class).identity()).isNotEqualTo("second");
					});
				assertThat(this.called).containsExactly(this.name, this.name);
				this.runner.withParent(first).run((child) -> assertThat(child).hasNotFailed());
				assertThat(this.called).as("a child that shares the election").hasSize(2);
			});
		}
	}

}
